import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type CreditableLine,
  type CreditedLine,
  creditableMinor,
  creditOfAll,
  creditOfAmount,
  creditOfLines,
} from "#/domain/credits.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import { totalsOf } from "#/domain/totals.ts";
import { rounds } from "../../tests/harness/rounds.ts";

const runs = rounds(2_000, 100_000);

const invoiced = fc
  .record({
    taxMode: fc.constantFrom("INCLUSIVE" as const, "EXCLUSIVE" as const),
    roundingRule: fc.constantFrom("LINE" as const, "DOCUMENT" as const),
    lines: fc.array(
      fc.record({
        quantity: fc.integer({ min: 1, max: 9_999_999 }).map(quantityText),
        unitPriceMinor: fc.integer({ min: 0, max: 99_999 }),
        discountBp: fc.constantFrom(0, 0, 333, 1000, 10_000),
        taxRateBp: fc.constantFrom(0, 500, 825, 2000, 2550),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ lines, ...terms }) => totalsOf(lines, terms))
  .filter(({ totalMinor }) => totalMinor > 0);

const creditable = (totals: {
  readonly lines: readonly { quantity: string; taxRateBp: number; netMinor: number; taxMinor: number }[];
}): CreditableLine[] =>
  totals.lines.map((line, index) => ({
    position: index + 1,
    quantity: line.quantity,
    taxRateBp: line.taxRateBp,
    netMinor: line.netMinor,
    taxMinor: line.taxMinor,
    creditedQuantity: "0",
    creditedNetMinor: 0,
    creditedTaxMinor: 0,
  }));

const after = (lines: readonly CreditableLine[], credited: readonly CreditedLine[]): CreditableLine[] =>
  lines.map((line) => {
    const of = credited.find(({ position }) => position === line.position);
    if (of === undefined) return line;
    return {
      ...line,
      creditedQuantity: quantityText(quantityMilli(line.creditedQuantity) + quantityMilli(of.quantity)),
      creditedNetMinor: line.creditedNetMinor + of.netMinor,
      creditedTaxMinor: line.creditedTaxMinor + of.taxMinor,
    };
  });

test("however an invoice is credited, its credits add up to it to the unit, and none goes beyond a line", () => {
  fc.assert(
    fc.property(
      invoiced,
      fc.array(
        fc.record({ share: fc.double({ min: 0.01, max: 1, noNaN: true }), byLine: fc.boolean(), which: fc.nat(7) }),
        { maxLength: 6 },
      ),
      (totals, cuts) => {
        let lines = creditable(totals);
        let sum = 0;
        const take = (credit: {
          lines: readonly CreditedLine[];
          netMinor: number;
          taxMinor: number;
          totalMinor: number;
          taxes: readonly { netMinor: number; taxMinor: number }[];
        }) => {
          expect(credit.totalMinor).toBe(credit.lines.reduce((total, line) => total + line.totalMinor, 0));
          expect(credit.taxMinor).toBe(credit.taxes.reduce((total, tax) => total + tax.taxMinor, 0));
          lines = after(lines, credit.lines);
          sum += credit.totalMinor;
          for (const line of lines) {
            expect(line.creditedNetMinor).toBeLessThanOrEqual(line.netMinor);
            expect(line.creditedTaxMinor).toBeLessThanOrEqual(line.taxMinor);
            expect(quantityMilli(line.creditedQuantity)).toBeLessThanOrEqual(quantityMilli(line.quantity));
          }
        };
        for (const { share, byLine, which } of cuts) {
          const left = creditableMinor(lines);
          if (left === 0) break;
          const line = lines[which % lines.length];
          if (byLine && line !== undefined) {
            const rest = quantityMilli(line.quantity) - quantityMilli(line.creditedQuantity);
            const milli = Math.max(1, Math.floor(rest * share));
            if (rest === 0) continue;
            try {
              take(creditOfLines(lines, [{ position: line.position, quantity: quantityText(milli) }]));
            } catch (error) {
              // A sliver may be worth nothing.
              expect(String(error)).toMatch(/Nothing of this is left/);
            }
          } else take(creditOfAmount(lines, Math.max(1, Math.floor(left * share))));
        }
        if (creditableMinor(lines) > 0) take(creditOfAll(lines));
        expect(sum).toBe(totals.totalMinor);
      },
    ),
    { numRuns: runs },
  );
}, 600_000);

test("more than is left is refused, with what is left", () => {
  const lines = creditable(
    totalsOf([{ quantity: "3", unitPriceMinor: 1000, discountBp: 0, taxRateBp: 2000 }], {
      taxMode: "EXCLUSIVE",
      roundingRule: "LINE",
    }),
  );
  expect(() => creditOfAmount(lines, 3601)).toThrow(/More than is left/);
  expect(() => creditOfLines(lines, [{ position: 1, quantity: "3.001" }])).toThrow(/3 of line 1/);
  expect(() => creditOfLines(lines, [{ position: 2, quantity: null }])).toThrow(/no line 2/);
  expect(() =>
    creditOfLines(lines, [
      { position: 1, quantity: "1" },
      { position: 1, quantity: "1" },
    ]),
  ).toThrow(/chosen once/);
  expect(creditOfLines(lines, [{ position: 1, quantity: "1" }])).toMatchObject({
    netMinor: 1000,
    taxMinor: 200,
    totalMinor: 1200,
  });
});
