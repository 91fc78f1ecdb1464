import { expect, test } from "vitest";
import { contrast, inkOn } from "./colour.ts";

test("contrast is WCAG's: 21 between black and white, the same both ways", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.478, 3);
  expect(contrast("#ffffff", "#777777")).toBeCloseTo(4.478, 3);
});

test("letters on any brand colour can be read", () => {
  expect(inkOn("#0b6372")).toBe("#ffffff");
  expect(inkOn("#ffd400")).toBe("#000000");
  const steps = Array.from({ length: 16 }, (_, step) => (step * 17).toString(16).padStart(2, "0"));
  for (const red of steps)
    for (const green of steps)
      for (const blue of steps) {
        const colour = `#${red}${green}${blue}`;
        expect(contrast(colour, inkOn(colour)), colour).toBeGreaterThan(4.5);
      }
});
