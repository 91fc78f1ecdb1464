import { describe, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { parsePart, textOf } from "./part-text.ts";

const stored = textOf(
  {
    id: uuidv7(),
    version: 1,
    number: "WP 6612",
    name: "Water pump",
    unit: "",
    bin: "C-14",
    onHand: "1",
    reserved: "1",
    free: "0",
    reorderPoint: "2",
    low: true,
    supplier: null,
    taxRateBp: 2000,
    priceMinor: 11240,
    costMinor: 7750,
    coreMinor: 4000,
    coreDays: 30,
  },
  "GBP",
);

describe("a part as edited", () => {
  it("comes back from its text as it was stored", () => {
    expect(parsePart(stored, "GBP")).toMatchObject({
      ok: true,
      value: { number: "WP 6612", priceMinor: 11240, costMinor: 7750, taxRateBp: 2000, reorderPoint: "2" },
    });
  });

  it.each([
    ["price", { price: "1.234" }],
    ["cost", { cost: "" }],
    ["number", { number: " " }],
    ["reorderPoint", { reorderPoint: "-1" }],
    ["unit", { unit: "kilograms" }],
  ])("says what is wrong at %s, and nowhere else", (field, change) => {
    const parsed = parsePart({ ...stored, ...change }, "GBP");
    expect(parsed.ok ? [] : Object.keys(parsed.sentences)).toEqual([field]);
  });
});
