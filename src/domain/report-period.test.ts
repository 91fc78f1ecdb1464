import fc from "fast-check";
import { expect, test } from "vitest";
import { daysBetween, nextStep, reportPeriods, resolvePeriod, stepsOf } from "#/domain/report-period.ts";
import { addDays } from "#/domain/time.ts";

const none = { from: null, to: null };

test("a period that is not over is held against as many days of the one before", () => {
  expect(resolvePeriod("month", none, "2026-11-26")).toEqual({
    first: "2026-11-01",
    last: "2026-11-26",
    before: { first: "2026-10-01", last: "2026-10-26" },
    step: "day",
    open: true,
  });
  expect(resolvePeriod("month", none, "2026-03-31").before).toEqual({ first: "2026-02-01", last: "2026-02-28" });
  expect(resolvePeriod("quarter", none, "2026-11-26").before).toEqual({ first: "2026-07-01", last: "2026-08-26" });
});

test("a period that is over is held against the whole of the one before", () => {
  expect(resolvePeriod("last-month", none, "2026-03-10")).toMatchObject({
    first: "2026-02-01",
    last: "2026-02-28",
    before: { first: "2026-01-01", last: "2026-01-31" },
    open: false,
  });
  expect(resolvePeriod("last-year", none, "2026-03-10")).toMatchObject({
    first: "2025-01-01",
    last: "2025-12-31",
    step: "month",
  });
  expect(resolvePeriod("last-week", none, "2026-11-26")).toMatchObject({ first: "2026-11-16", last: "2026-11-22" });
});

test("custom dates are held against as many days before them, and turned when they stand the wrong way round", () => {
  const dates = { from: "2026-05-10", to: "2026-05-04" };
  expect(resolvePeriod("dates", dates, "2026-11-26")).toMatchObject({
    first: "2026-05-04",
    last: "2026-05-10",
    before: { first: "2026-04-27", last: "2026-05-03" },
  });
});

test("on any day, periods lie before one another and their bars cover each day once", () => {
  const day = fc.integer({ min: 0, max: 30_000 }).map((days) => addDays("2010-01-01", days));
  fc.assert(
    fc.property(day, day, day, fc.constantFrom(...reportPeriods), (today, from, to, period) => {
      const { first, last, before, step } = resolvePeriod(period, { from, to }, today);
      expect(first <= last).toBe(true);
      if (before !== null) {
        expect(before.first <= before.last && before.last < first).toBe(true);
        expect(daysBetween(before.first, before.last)).toBeLessThanOrEqual(Math.max(366, daysBetween(first, last)));
      }
      const bars = stepsOf(step, { first, last });
      expect([bars[0]?.first, bars.at(-1)?.last]).toEqual([first, last]);
      for (const [at, bar] of bars.entries()) if (at > 0) expect(bar.first).toBe(addDays(bars[at - 1]?.last ?? "", 1));
      expect(nextStep(step, first) > first).toBe(true);
    }),
  );
});
