import { describe, expect, it } from "vitest";
import { asOpen, beside, blocksWithin, firstAhead, firstFree, minutesLeft, within } from "./day-model.ts";
import { at, exampleBlock } from "./example-blocks.ts";

const day = { opensAt: new Date(at("08:00")), closesAt: new Date(at("18:00")) };
const scale = { from: at("07:00"), to: at("19:00") };
const a = exampleBlock("A", "1", "08:00", "10:00");
const b = exampleBlock("B", "1", "10:00", "12:00");
const c = exampleBlock("C", "2", "11:30", "13:00");
const gone = exampleBlock("D", "9", "09:00", "10:00");
const ordered = blocksWithin([c, b, gone, a], ["1", "2"], scale);
const step = { minutes: 60, stepMs: 15 * 60_000 };

describe("the blocks of a day", () => {
  it("are in the order of the bays and of time, those of closed bays left out", () => {
    expect(ordered).toEqual([a, b, c]);
  });

  it("lead up and down within a bay, and sideways to what is nearest in time", () => {
    expect(within(ordered, a, 1)).toBe(b);
    expect(within(ordered, a, -1)).toBeUndefined();
    expect(beside(ordered, ["1", "2"], c, -1)).toBe(b);
    expect(beside(ordered, ["1", "2"], b, 1)).toBe(c);
    expect(beside(ordered, ["1", "2"], c, 1)).toBeUndefined();
  });
});

describe("what is left of a bay's day", () => {
  it("is counted from the opening, today from now on, and never below nothing", () => {
    expect(minutesLeft("1", day, [a, b], at("06:00"))).toBe(360);
    expect(minutesLeft("1", day, [a, b], at("11:00"))).toBe(360);
    expect(minutesLeft("1", day, [a, b], at("17:00"))).toBe(60);
    expect(minutesLeft("1", day, [a, b], at("18:30"))).toBe(0);
    expect(minutesLeft("1", { opensAt: null, closesAt: null }, [], at("09:00"))).toBe(0);
  });

  it("is not lessened by what was released", () => {
    expect(minutesLeft("1", day, [{ ...a, state: "RELEASED" }], at("08:00"))).toBe(600);
  });
});

it("a holiday closes a day that its week has open; one that is full online stays open for the desk", () => {
  const whole = { ...day, day: "2026-05-14", minutesOpen: 600, minutesLeft: 600 };
  const closure = (kind: "HOLIDAY" | "DAY_FULL") => [{ id: "x", kind, name: "Ascension Day" }];
  expect(asOpen({ ...whole, closures: closure("HOLIDAY") }).opensAt).toBeNull();
  expect(asOpen({ ...whole, closures: closure("DAY_FULL") }).opensAt).toEqual(day.opensAt);
});

describe("the first free time", () => {
  it("is on the first bay that has it, within the hours", () => {
    expect(firstFree(["1", "2"], day, [a, b, c], { after: at("09:50"), ...step })).toEqual({
      bayId: "2",
      from: at("10:00"),
    });
    expect(firstFree(["1"], day, [a, b], { after: at("09:50"), ...step })).toEqual({ bayId: "1", from: at("12:00") });
  });

  it("is none on a closed day, or when the rest of it is too short", () => {
    expect(firstFree(["1"], day, [], { after: at("17:20"), ...step })).toBeNull();
    expect(firstFree(["1"], { opensAt: null, closesAt: null }, [], { after: 0, ...step })).toBeNull();
  });

  it("where none is, a booking begins still to come, and at the opening of a day that is over", () => {
    const grid = { from: at("07:00"), to: at("19:00") };
    expect(firstAhead(day, grid, { after: at("16:40"), ...step })).toBe(at("16:45"));
    expect(firstAhead(day, grid, { after: at("06:00"), ...step })).toBe(at("08:00"));
    expect(firstAhead(day, grid, { after: at("18:20"), ...step })).toBe(at("08:00"));
    expect(firstAhead({ opensAt: null }, grid, { after: at("05:00"), ...step })).toBe(at("07:00"));
  });
});
