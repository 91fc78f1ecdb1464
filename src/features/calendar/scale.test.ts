import { describe, expect, it } from "vitest";
import { at, exampleBlock } from "./example-blocks.ts";
import { closedParts, heightOf, hoursOf, msAt, msOfDrag, quarterAt, scaleOf, shownPart, topOf } from "./scale.ts";

const day = { day: "2026-05-14", opensAt: new Date(at("08:00")), closesAt: new Date(at("18:00")) };
const scale = scaleOf(day, [], "UTC");

describe("the scale of a day", () => {
  it("reaches an hour beyond the opening hours, at 70 px an hour", () => {
    expect(scale).toEqual({ from: at("07:00"), to: at("19:00") });
    expect(heightOf(scale)).toBe(12 * 70);
    expect(topOf(at("09:15"), scale)).toBe(2.25 * 70);
  });

  it("reaches as far as anything stands, in whole hours and never into another day", () => {
    const early = [exampleBlock("A", "1", "05:40", "06:10"), exampleBlock("B", "1", "20:00", "23:50")];
    expect(scaleOf(day, early, "UTC")).toEqual({ from: at("05:00"), to: Date.parse("2026-05-15T00:00:00Z") });
    const overnight = [{ startsAt: new Date("2026-05-13T15:00:00Z"), endsAt: new Date("2026-05-15T11:00:00Z") }];
    expect(scaleOf(day, overnight, "UTC")).toEqual({ from: at("00:00"), to: Date.parse("2026-05-15T00:00:00Z") });
  });

  it("has the hours that pass, 23 on the day on which the clocks go forward", () => {
    const whole = [{ startsAt: new Date("2026-03-28T00:00:00Z"), endsAt: new Date("2026-03-31T00:00:00Z") }];
    const forward = scaleOf({ day: "2026-03-29", opensAt: null, closesAt: null }, whole, "Europe/London");
    expect(hoursOf(forward)).toHaveLength(23);
  });

  it("reads a place on it in quarters of an hour, kept inside", () => {
    expect(msAt(70 + 9, scale)).toBe(at("08:15"));
    expect(msAt(-50, scale)).toBe(scale.from);
    expect(quarterAt(70 + 17, scale)).toBe(at("08:00"));
    expect(quarterAt(70 + 18, scale)).toBe(at("08:15"));
    expect(quarterAt(9999, scale)).toBe(at("18:45"));
    expect(msOfDrag(-35)).toBe(-30 * 60_000);
  });

  it("knows what is closed, and which part of a span it shows", () => {
    expect(closedParts(day, scale)).toEqual([
      { from: at("07:00"), to: at("08:00") },
      { from: at("18:00"), to: at("19:00") },
    ]);
    expect(closedParts({ ...day, opensAt: null }, scale)).toEqual([scale]);
    expect(shownPart({ from: at("06:00"), to: at("08:30") }, scale)).toEqual({ from: at("07:00"), to: at("08:30") });
    expect(shownPart({ from: at("05:00"), to: at("07:00") }, scale)).toBeNull();
  });
});
