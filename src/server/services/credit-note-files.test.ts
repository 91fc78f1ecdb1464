import { expect, test } from "vitest";
import { formatMoney } from "#/domain/money.ts";
import { followsOf } from "#/server/services/credit-note-files.ts";

const follows = (kind: "LINES" | "VOID" | "REOPEN", totalMinor: number, paidMinor: number, freedMinor = 0) =>
  followsOf(
    { kind, totalMinor, invoice: { number: "NM-1" } },
    { totalMinor: 10_000, creditedMinor: 1000, paidMinor, freedMinor },
    (minor) => formatMoney(minor, "GBP", "en-GB"),
  );

test.each([
  [2000, 0, ["£20.00 is taken off what is due on invoice NM-1. £70.00 is left to pay."]],
  [2000, 7000, ["£20.00 is taken off what is due on invoice NM-1. Nothing is left to pay."]],
  [
    2000,
    8500,
    [
      "£5.00 is taken off what is due on invoice NM-1. Nothing is left to pay.",
      "£15.00 was paid above what is left of the invoice, and is paid back to you.",
    ],
  ],
  [2000, 9000, ["£20.00 was paid above what is left of the invoice, and is paid back to you."]],
])("of £90.00 left, %i is credited after %i was paid", (totalMinor, paidMinor, sentences) => {
  expect(follows("LINES", totalMinor, paidMinor)).toEqual(sentences);
});

test("an invoice that no longer stands says so, and what was paid for work that goes on is kept", () => {
  expect(follows("VOID", 9000, 0)).toEqual(["Invoice NM-1 no longer stands. Nothing is to be paid on it."]);
  expect(follows("REOPEN", 9000, 0, 4000)).toEqual([
    "Work on the car goes on. Invoice NM-1 no longer stands; a new one takes its place when the work is done.",
    "The £40.00 that you paid is kept and taken off the new one.",
  ]);
  expect(follows("REOPEN", 9000, 0)).toHaveLength(1);
});
