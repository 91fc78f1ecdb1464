import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { quantityText } from "#/domain/quantity.ts";
import { type PricedLine, type PricingTerms, roundingRules, taxModes, totalsOf } from "#/domain/totals.ts";

const line = (over: Partial<PricedLine> = {}): PricedLine => ({
  quantity: "1",
  unitPriceMinor: 1000,
  discountBp: 0,
  taxRateBp: 2000,
  ...over,
});
const terms = (over: Partial<PricingTerms> = {}): PricingTerms => ({
  taxMode: "EXCLUSIVE",
  roundingRule: "LINE",
  ...over,
});

const anyLine: fc.Arbitrary<PricedLine> = fc.record({
  quantity: fc.integer({ min: 1, max: 5_000_000 }).map(quantityText),
  unitPriceMinor: fc.integer({ min: 0, max: 10_000_000 }),
  discountBp: fc.integer({ min: 0, max: 10_000 }),
  taxRateBp: fc.constantFrom(0, 500, 825, 2000, 10_000),
});
const anyTerms = fc.record({ taxMode: fc.constantFrom(...taxModes), roundingRule: fc.constantFrom(...roundingRules) });

describe("totals", () => {
  it("are those of the reference invoice", () => {
    const { netMinor, taxMinor, totalMinor } = totalsOf(
      [
        line({ quantity: "4.1", unitPriceMinor: 7800 }),
        line({ unitPriceMinor: 18_650 }),
        line({ unitPriceMinor: 11_240 }),
        line({ quantity: "4.5", unitPriceMinor: 920 }),
        line({ quantity: "2", unitPriceMinor: 1205 }),
        line({ quantity: "1.2", unitPriceMinor: 7800 }),
        line({ unitPriceMinor: 12_400 }),
        line({ unitPriceMinor: 5890 }),
        line({ unitPriceMinor: 722 }),
      ],
      terms(),
    );
    expect([netMinor, taxMinor, totalMinor]).toEqual([96_792, 19_358, 116_150]);
  });

  it("round half away from zero", () => {
    expect(totalsOf([line({ quantity: "0.5", unitPriceMinor: 1, taxRateBp: 0 })], terms()).netMinor).toBe(1);
    expect(totalsOf([line({ unitPriceMinor: 25, discountBp: 1000, taxRateBp: 0 })], terms()).netMinor).toBe(22);
  });

  it("take tax out of an inclusive price and put it on an exclusive one", () => {
    expect(totalsOf([line({ unitPriceMinor: 1200 })], terms({ taxMode: "INCLUSIVE" }))).toMatchObject({
      netMinor: 1000,
      taxMinor: 200,
      totalMinor: 1200,
    });
    expect(totalsOf([line()], terms())).toMatchObject({ netMinor: 1000, taxMinor: 200, totalMinor: 1200 });
  });

  it("round tax by line or by document, as the branch says", () => {
    const lines = Array.from({ length: 3 }, () => line({ unitPriceMinor: 33, taxRateBp: 500 }));
    expect(totalsOf(lines, terms({ roundingRule: "LINE" })).taxMinor).toBe(6);
    expect(totalsOf(lines, terms({ roundingRule: "DOCUMENT" })).taxMinor).toBe(5);
  });

  it("list several rates, the highest first", () => {
    const { taxes } = totalsOf([line({ taxRateBp: 500 }), line({ taxRateBp: 2000 }), line({ taxRateBp: 0 })], terms());
    expect(taxes.map(({ rateBp }) => rateBp)).toEqual([2000, 500, 0]);
  });

  it("of nothing are nothing", () => {
    expect(totalsOf([], terms())).toMatchObject({ netMinor: 0, taxMinor: 0, totalMinor: 0, taxes: [] });
  });

  it("refuse what nobody means", () => {
    const absurd = () => totalsOf([line({ quantity: "999999999.999", unitPriceMinor: 100_000_000_000 })], terms());
    expect(absurd).toThrow(ServiceException);
  });

  it("add up, whatever the lines and the terms", () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 30 }), anyTerms, (lines, chosen) => {
        const totals = totalsOf(lines, chosen);
        const sum = (pick: (one: (typeof totals.lines)[number]) => number) =>
          totals.lines.reduce((total, one) => total + pick(one), 0);
        expect(sum((one) => one.netMinor)).toBe(totals.netMinor);
        expect(sum((one) => one.taxMinor)).toBe(totals.taxMinor);
        expect(totals.netMinor + totals.taxMinor).toBe(totals.totalMinor);
        for (const one of totals.lines) {
          expect(one.totalMinor).toBe(one.netMinor + one.taxMinor);
          expect(one.netMinor).toBeGreaterThanOrEqual(0);
          expect(one.taxMinor).toBeGreaterThanOrEqual(0);
          // Tax is never further from exact than rounding explains: half a unit for the document, one for the share of it.
          const base = one.grossMinor - one.discountMinor;
          const exact =
            chosen.taxMode === "EXCLUSIVE"
              ? (base * one.taxRateBp) / 10_000
              : base - (base * 10_000) / (10_000 + one.taxRateBp);
          expect(Math.abs(one.taxMinor - exact)).toBeLessThanOrEqual(1.5);
          if (chosen.taxMode === "INCLUSIVE") expect(one.totalMinor).toBe(base);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
