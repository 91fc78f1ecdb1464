import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Demand, type Diary, freeDays, nearestStarts } from "#/domain/availability.ts";
import { closureKinds, defaultRules, gridChoices } from "#/domain/booking-rules.ts";
import { openingOf, startsOf } from "#/domain/opening.ts";
import { rounds } from "../harness/rounds.ts";
import { referenceStarts } from "./reference.ts";

const minute = 60_000;

/** Days around both changes of the clocks in 2026: by an hour north and south of the equator, and by half an hour. */
const changes = [
  ["Europe/London", "2026-03-28"],
  ["Europe/London", "2026-10-24"],
  ["America/New_York", "2026-03-07"],
  ["America/New_York", "2026-10-31"],
  ["Australia/Lord_Howe", "2026-04-04"],
  ["Australia/Lord_Howe", "2026-10-03"],
] as const;

const wallTime = (quarters: number) =>
  `${String(Math.floor(quarters / 4)).padStart(2, "0")}:${String((quarters % 4) * 15).padStart(2, "0")}`;
const hours = fc
  .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 0, max: 95 }))
  .filter(([one, other]) => one !== other)
  .map(([one, other]) => ({ opens: wallTime(Math.min(one, other)), closes: wallTime(Math.max(one, other)) }));
const week = fc.array(fc.option(hours, { freq: 6 }), { minLength: 7, maxLength: 7 });

/** Sorted, none touching the next; from the beginning of the window on. */
const busyFrom = (start: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 30 })), { maxLength: 40 })
    .map((gaps) => {
      const busy: number[] = [];
      let at = start;
      for (const [gap, length] of gaps) {
        busy.push(at + gap * 5 * minute, at + (gap + length) * 5 * minute);
        at += (gap + length) * 5 * minute;
      }
      return busy;
    });

const words = fc.subarray(["lift", "mot", "align"]);
const uuid = "0190aaaa-0000-7000-8000-000000000001";

const world = fc.constantFrom(...changes).chain(([zone, firstDay]) => {
  const start = Date.parse(`${firstDay}T00:00:00Z`) - 14 * 60 * minute;
  const day = fc
    .integer({ min: 0, max: 3 })
    .map((offset) => new Date(Date.parse(firstDay) + offset * 86_400_000).toISOString().slice(0, 10));
  const closure = fc
    .tuple(fc.constantFrom(...closureKinds), day)
    .map(([kind, on]) => ({ id: uuid, kind, name: "Closed", firstDay: on, lastDay: on }));
  const rules = fc.record({
    leadMinutes: fc.integer({ min: 0, max: 2000 }),
    horizonDays: fc.integer({ min: 1, max: 4 }),
    gridMinutes: fc.constantFrom(...gridChoices),
    technicians: fc.boolean(),
  });
  const diary = fc.record({
    weekHours: week,
    rules: rules.map((some) => ({ ...defaultRules, ...some })),
    closures: fc.array(closure, { maxLength: 1 }),
    bays: fc.array(
      fc.record({ id: fc.constant(uuid), name: fc.constant("Bay"), capabilities: words, busy: busyFrom(start) }),
      { maxLength: 3 },
    ),
    technicians: fc.array(
      fc.record({
        memberId: fc.constant(uuid),
        name: fc.constant("Rosa"),
        weekHours: week,
        skills: words,
        busy: busyFrom(start),
      }),
      { maxLength: 2 },
    ),
  });
  const demand = fc.record({
    minutes: fc.integer({ min: 1, max: 60 }).map((fives) => fives * 5),
    bufferMinutes: fc.integer({ min: 0, max: 6 }).map((fives) => fives * 5),
    capabilities: fc.subarray(["lift", "mot"]),
    skills: fc.subarray(["mot"]),
    online: fc.boolean(),
  });
  return fc.record({
    diary: diary.map((some): Diary => ({ ...some, zone })),
    demand: demand.map((some): Demand => some),
    asked: fc.record({
      now: fc.integer({ min: 0, max: 6000 }).map((minutes) => start - 1440 * minute + minutes * minute),
      fromDay: fc.constant(firstDay),
      days: fc.constant(3),
    }),
  });
});

test("the calculator finds exactly what a slow and obvious reference finds, over every change of the clocks", {
  timeout: rounds(600_000, 7_200_000),
}, () => {
  let starts = 0;
  fc.assert(
    fc.property(world, ({ diary, demand, asked }) => {
      const found = freeDays(diary, demand, asked).flatMap((day) => day.starts.map(({ ms }) => ms));
      starts += found.length;
      expect(found.toSorted((one, other) => one - other)).toEqual(referenceStarts(diary, demand, asked));
    }),
    { numRuns: rounds(300, 20_000) },
  );
  // Not two empty lists, again and again.
  expect(starts).toBeGreaterThan(rounds(300, 20_000));
});

describe("the day on which the clocks change", () => {
  const all = Array.from({ length: 7 }, () => ({ opens: "00:30", closes: "04:00" }));
  const startsIn = (day: string, zone: string) => {
    const opening = openingOf(all, day, zone);
    return opening === null
      ? []
      : startsOf(opening, 30, 30 * minute).map(({ time, offset }) => `${time}${offset ?? ""}`);
  };

  test("an hour that is skipped offers nothing", () => {
    expect(startsIn("2026-03-29", "Europe/London")).toEqual(["00:30", "02:00", "02:30", "03:00", "03:30"]);
  });

  test("an hour that is shown twice says which of the two it is", () => {
    expect(startsIn("2026-10-25", "Europe/London")).toEqual([
      "00:30",
      "01:00+01:00",
      "01:30+01:00",
      "01:00+00:00",
      "01:30+00:00",
      "02:00",
      "02:30",
      "03:00",
      "03:30",
    ]);
  });
});

test("the nearest free times lie on both sides of the one wanted, the earlier first of two as near", () => {
  const at = (time: string) => Date.parse(`2026-05-14T${time}:00Z`);
  const diary: Diary = {
    zone: "UTC",
    weekHours: Array.from({ length: 7 }, () => ({ opens: "08:00", closes: "12:00" })),
    rules: { ...defaultRules, leadMinutes: 0 },
    closures: [],
    bays: [{ id: uuid, name: "Bay 1", capabilities: [], busy: [at("09:30"), at("10:30")] }],
    technicians: [],
  };
  const demand = { minutes: 30, bufferMinutes: 0, capabilities: [], skills: [], online: true };
  const near = nearestStarts(diary, demand, at("09:45"), at("07:00"));
  expect(near.map(({ time }) => time)).toEqual(["09:00", "10:30", "08:30"]);
});
