import fc from "fast-check";
import { expect, test } from "vitest";
import { countDifference, releaseFrom, settleDifference } from "./stock-count.ts";

test("a difference is against what the books said when it was counted", () => {
  expect(countDifference({ counted: "8", expected: "10" })).toBe(-2000);
  expect(countDifference({ counted: "4.5", expected: "4.25" })).toBe(250);
});

test("what is missing is taken from the free ones first, then from what is held, and never from what has left", () => {
  expect(settleDifference({ onHand: 7000, reserved: 6000 }, -1000)).toEqual({ onHand: 6000, release: 0, gone: 0 });
  expect(settleDifference({ onHand: 7000, reserved: 6000 }, -3000)).toEqual({ onHand: 4000, release: 2000, gone: 0 });
  expect(settleDifference({ onHand: 2000, reserved: 0 }, -4000)).toEqual({ onHand: -2000, release: 0, gone: 2000 });
});

const amount = fc.nat({ max: 20_000 });
test("whatever is found, no shelf falls below zero or below what is held", () => {
  fc.assert(
    fc.property(amount, amount, fc.integer({ min: -40_000, max: 40_000 }), (a, b, difference) => {
      const level = { onHand: Math.max(a, b), reserved: Math.min(a, b) };
      const { onHand, release, gone } = settleDifference(level, difference);
      expect(gone > 0).toBe(onHand < 0);
      expect(level.reserved - release).toBeLessThanOrEqual(Math.max(0, onHand));
      expect(release).toBeLessThanOrEqual(level.reserved);
    }),
  );
});

test("the card that was opened last lets go first, and just of what is missing", () => {
  const lines = [
    { cardNumber: 4, reserved: 2000 },
    { cardNumber: 9, reserved: 1000 },
    { cardNumber: 7, reserved: 3000 },
  ];
  expect(releaseFrom(lines, 0)).toEqual([]);
  expect(releaseFrom(lines, 2500)).toEqual([
    { line: lines[1], letGo: 1000 },
    { line: lines[2], letGo: 1500 },
  ]);
});
