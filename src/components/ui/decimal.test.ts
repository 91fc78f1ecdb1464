import { describe, expect, it } from "vitest";
import { plainDecimal, settled } from "#/components/ui/decimal.ts";

describe("plainDecimal", () => {
  it.each([
    ["4.5", 3, "4.5"],
    ["1,234.5", 2, "1234.5"],
    ["4,5", 3, "4.5"],
    ["61,204", 0, "61204"],
    ["61,20", 0, "6120"],
    ["61,204 mi", 0, "61204"],
    ["1.2345", 3, "1.234"],
    ["1.2.3", 3, "1.23"],
    ["£84.20", 2, "84.20"],
    ["12.9", 0, "12"],
    ["", 2, ""],
    ["4.", 2, "4."],
  ])("reads %j with %i decimals as %j", (typed, decimals, read) => {
    expect(plainDecimal(typed, decimals, false)).toBe(read);
  });

  it("keeps a minus, typed or copied from the screen, only where a number may be negative", () => {
    expect(plainDecimal("−2.5", 3, true)).toBe("-2.5");
    expect(plainDecimal("-2.5", 3, false)).toBe("2.5");
  });
});

describe("settled", () => {
  it.each([
    ["4.", "4"],
    [".5", "0.5"],
    ["-.5", "-0.5"],
    ["007", "7"],
    ["-", ""],
    [".", ""],
    ["0", "0"],
  ])("leaves %j as %j", (text, left) => {
    expect(settled(text)).toBe(left);
  });
});
