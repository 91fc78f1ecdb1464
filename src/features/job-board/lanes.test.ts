import { expect, test } from "vitest";
import { at } from "./example-cards.ts";
import { dayMinutes, lanesOf, nowInDay } from "./lanes.ts";
import { firstStart, lengthOf, slotsOf, startsOn } from "./place-times.ts";

const taken = (from: string, to: string) => ({
  id: `${from}-${to}`,
  jobCardId: null,
  startsAt: at(from),
  endsAt: at(to),
});
const day = {
  branch: { id: "b", name: "Harbour Street", zone: "UTC", locale: "en-GB", currency: "GBP" },
  opensAt: at("08:00"),
  closesAt: at("18:00"),
  openToday: true,
  // Thursday 14 May is as above; Saturday is short, Sunday closed.
  weekHours: [
    ...Array.from({ length: 5 }, () => ({ opens: "08:00", closes: "18:00" })),
    { opens: "09:00", closes: "12:00" },
    null,
  ],
  bays: [
    {
      id: "1",
      name: "Bay 1",
      kind: "Lift",
      allocations: [taken("09:00", "11:00"), taken("13:00", "15:00"), taken("17:00", "19:00")],
    },
  ],
};
const now = at("14:00").getTime();

test("a bay's strip is split at now, and what is left of the day leaves out what is taken", () => {
  const [lane] = lanesOf(day, now);
  expect(lane?.blocks).toEqual([
    { from: 0.1, to: 0.3, past: true },
    { from: 0.5, to: 0.6, past: true },
    { from: 0.6, to: 0.7 },
    { from: 0.9, to: 1 },
  ]);
  expect(lane?.freeMinutes).toBe(120);
  expect(lane?.busyUntil).toEqual(at("15:00"));
  expect(dayMinutes(day)).toBe(600);
});

test("now has a place in the day only while the workshop is open", () => {
  expect(nowInDay(day, now)).toBe(0.6);
  expect(nowInDay(day, at("19:00").getTime())).toBeNull();
});

test("after closing no time is left, before opening the whole day is", () => {
  expect(lanesOf(day, at("19:00").getTime())[0]?.freeMinutes).toBe(0);
  expect(lanesOf(day, at("06:00").getTime())[0]?.freeMinutes).toBe(300);
});

test("the first free start is the next quarter that is long enough, else when the branch next opens", () => {
  expect(firstStart(day, "1", 60, at("08:07").getTime())).toEqual(at("11:00"));
  expect(firstStart(day, "1", 45, at("08:07").getTime())).toEqual(at("08:15"));
  expect(firstStart(day, "1", 600, now)).toEqual(new Date("2026-05-15T08:00:00Z"));
});

test("starts are quarters within the hours of a day, none of them past", () => {
  const starts = startsOn("2026-05-14", day, at("17:20").getTime());
  expect(starts).toEqual([at("17:30"), at("17:45")]);
  expect(startsOn("2026-05-15", day, now)).toHaveLength(40);
  expect(startsOn("2026-05-16", day, now)).toHaveLength(12);
  expect(startsOn("2026-05-17", day, now)).toEqual([]);
});

test("a closed day has no time left and no now, and the first start is when the branch next opens", () => {
  const closed = { ...day, openToday: false };
  expect(lanesOf(closed, now)[0]?.freeMinutes).toBe(0);
  expect(dayMinutes(closed)).toBe(0);
  expect(nowInDay(closed, now)).toBeNull();
  expect(firstStart(day, "1", 60, new Date("2026-05-17T10:00:00Z").getTime())).toEqual(
    new Date("2026-05-18T08:00:00Z"),
  );
});

test("a card wants its labour in whole quarters, an hour without any, and its own length once placed", () => {
  expect(lengthOf({ bay: null, labourMinutes: 70 })).toBe(75);
  expect(lengthOf({ bay: null, labourMinutes: 0 })).toBe(60);
  expect(
    lengthOf({ bay: { bayId: "1", name: "Bay 1", startsAt: at("09:00"), endsAt: at("10:40") }, labourMinutes: 30 }),
  ).toBe(100);
});

test("only whole slots are read from a refusal", () => {
  const slot = { bayId: "1", bayName: "Bay 1", startsAt: at("15:00"), endsAt: at("16:00") };
  expect(slotsOf({ free: [slot, { bayId: "2" }, null] })).toEqual([slot]);
  expect(slotsOf({})).toEqual([]);
});
