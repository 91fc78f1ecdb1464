import ICAL from "ical.js";
import { expect, test } from "vitest";
import { clockChanges, instantOf } from "#/domain/time.ts";
import { type CalendarEntry, calendarFile } from "./calendar-file.ts";

const entry = (over: Partial<CalendarEntry> = {}): CalendarEntry => ({
  uid: "appointment-01977b6c-0d3e-7c2a-9a57-2f0c55d0a1b2@pitlane",
  sequence: 3,
  stamp: new Date("2026-05-01T08:00:00Z"),
  startsAt: new Date("2026-05-15T07:30:00Z"),
  endsAt: new Date("2026-05-15T09:45:00Z"),
  zone: "Europe/London",
  summary: "Full service, KX19 VBT, at Northside Motors",
  description: "Bring: the key; the locking wheel nut\nChange or cancel: https://garage.example/a/token",
  location: "24 Harbour Street, London E14 0AA",
  url: `https://garage.example/a/${"x".repeat(43)}`,
  organiser: { name: 'Łukasz "Garage"; Ελένη & Sons', email: "hello@northside.example" },
  ...over,
});
const invited = { name: "Priya, Shah", email: "priya@example.com" };
const written = (over: Partial<CalendarEntry> = {}, method: "REQUEST" | "CANCEL" = "REQUEST") =>
  Buffer.from(calendarFile(entry(over), { method, invited }));

/** As a program that knows no zone but what the file tells it. */
const read = (bytes: Uint8Array) => {
  const calendar = new ICAL.Component(ICAL.parse(Buffer.from(bytes).toString("utf8")));
  const component = calendar.getFirstSubcomponent("vevent");
  if (component === null) throw new Error("The file holds no event.");
  return { calendar, component, event: new ICAL.Event(component) };
};

test("a parser that is not ours reads what was meant, in every field", () => {
  const { calendar, component, event } = read(written());
  const value = (name: string) => component.getFirstPropertyValue(name);
  expect([calendar.getFirstPropertyValue("version"), calendar.getFirstPropertyValue("method")]).toEqual([
    "2.0",
    "REQUEST",
  ]);
  expect(event.uid).toBe("appointment-01977b6c-0d3e-7c2a-9a57-2f0c55d0a1b2@pitlane");
  expect(event.sequence).toBe(3);
  expect(event.summary).toBe(entry().summary);
  expect(event.description).toBe(entry().description);
  expect(event.location).toBe(entry().location);
  expect(value("url")).toBe(entry().url);
  expect(value("status")).toBe("CONFIRMED");
  expect(String(value("dtstamp"))).toBe("2026-05-01T08:00:00Z");
  const organiser = component.getFirstProperty("organizer");
  expect(organiser?.getFirstValue()).toBe("mailto:hello@northside.example");
  expect(organiser?.getFirstParameter("cn")).toBe('Łukasz "Garage"; Ελένη & Sons');
  const attendee = component.getFirstProperty("attendee");
  expect([
    attendee?.getFirstValue(),
    attendee?.getFirstParameter("cn"),
    attendee?.getFirstParameter("partstat"),
  ]).toEqual(["mailto:priya@example.com", "Priya, Shah", "ACCEPTED"]);
  const alarms = component.getAllSubcomponents("valarm");
  expect(
    alarms.map((alarm) => [alarm.getFirstPropertyValue("action"), String(alarm.getFirstPropertyValue("trigger"))]),
  ).toEqual([["DISPLAY", "-PT1H"]]);
});

test("a cancellation takes it out: same UID, its own sequence, no alarm", () => {
  const { calendar, component, event } = read(written({ sequence: 4 }, "CANCEL"));
  expect(calendar.getFirstPropertyValue("method")).toBe("CANCEL");
  expect([event.uid, event.sequence]).toEqual([entry().uid, 4]);
  expect(component.getFirstPropertyValue("status")).toBe("CANCELLED");
  expect(component.getAllSubcomponents("valarm")).toEqual([]);
});

test("a file to fetch invites nobody, and says the same otherwise", () => {
  const { calendar, component, event } = read(calendarFile(entry(), { method: "PUBLISH" }));
  expect(calendar.getFirstPropertyValue("method")).toBe("PUBLISH");
  expect(component.getAllProperties("attendee")).toEqual([]);
  expect([event.uid, event.sequence, event.summary]).toEqual([entry().uid, 3, entry().summary]);
  expect(event.startDate.toJSDate()).toEqual(entry().startsAt);
});

test("every line ends in CRLF and has 75 octets at most, and none is cut inside a letter", () => {
  const bytes = written({ summary: `Ελένη ${"č".repeat(200)} 🚗🚗🚗`, description: "é\n".repeat(300) });
  const lines = bytes.toString("utf8").split("\r\n");
  expect(lines.at(-1)).toBe("");
  expect(lines.join("")).not.toMatch(/[\r\n\uFFFD]/);
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  expect(read(bytes).event.summary).toBe(`Ελένη ${"č".repeat(200)} 🚗🚗🚗`);
});

test("what somebody typed cannot begin a line of its own", () => {
  const { component, event } = read(
    written({ summary: "Brakes\r\nATTENDEE:mailto:x@y.z", organiser: { name: "A\r\nX-EVIL:1", email: "a@b.example" } }),
  );
  expect(event.summary).toBe("Brakes\nATTENDEE:mailto:x@y.z");
  expect(component.getAllProperties("attendee")).toHaveLength(1);
  expect(component.getFirstProperty("x-evil")).toBeNull();
});

// Northern, southern by half an hour, and one that lays its summer time aside for a moving month.
const zones = [
  "Europe/London",
  "America/New_York",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
  "Asia/Jerusalem",
] as const;

/** Days around each change of the clocks, and the first of each month. */
const days = (zone: string): string[] => {
  const [from, to] = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)];
  const around = clockChanges(zone, from, to).flatMap(({ at }) => [-1, 0, 1].map((days) => at + days * 86_400_000));
  const monthly = Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 1));
  return [...around, ...monthly].map((ms) => new Date(ms).toISOString().slice(0, 10));
};

test.each(zones)("in %s it is at its hour, on both sides of each change of the clocks", { timeout: 60_000 }, (zone) => {
  const times = days(zone).flatMap((day) => ["00:30", "09:00"].map((wall) => instantOf(day, wall, zone)));
  for (const startsAt of times.filter((at) => at !== null)) {
    const endsAt = new Date(startsAt.getTime() + 4 * 3_600_000);
    const { event } = read(written({ zone, startsAt, endsAt }));
    expect([event.startDate.toJSDate(), event.endDate.toJSDate()]).toEqual([startsAt, endsAt]);
  }
  expect(times.length).toBeGreaterThan(30);
});

test.each([
  ["Europe/London", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"],
  ["America/New_York", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"],
])("in %s the repeated hour is told apart", (zone, first, second) => {
  for (const start of [first, second]) {
    const startsAt = new Date(start);
    const endsAt = new Date(startsAt.getTime() + 6 * 3_600_000);
    const { event } = read(written({ zone, startsAt, endsAt }));
    expect([event.startDate.toJSDate(), event.endDate.toJSDate()]).toEqual([startsAt, endsAt]);
    expect(Buffer.from(written({ zone, startsAt, endsAt })).toString()).not.toContain("TZID");
  }
});

const zonePart = (zone: string, at = entry()) =>
  Buffer.from(calendarFile({ ...at, zone }, { method: "PUBLISH" }))
    .toString("utf8")
    .replaceAll("\r\n ", "")
    .split("\r\n")
    .filter((line) => /^(TZID|BEGIN:(STANDARD|DAYLIGHT)|RRULE|TZOFFSET|DTSTART:)/.test(line));

test("a zone's rules stand as rules where it has any", () => {
  expect(zonePart("Europe/London")).toEqual([
    "TZID:Europe/London",
    "BEGIN:DAYLIGHT",
    "DTSTART:20250330T010000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "BEGIN:STANDARD",
    "DTSTART:20251026T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
  ]);
  expect(zonePart("America/New_York").filter((line) => line.startsWith("RRULE"))).toEqual([
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
    "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
  ]);
  expect(zonePart("Asia/Kolkata")).toEqual([
    "TZID:Asia/Kolkata",
    "BEGIN:STANDARD",
    "DTSTART:20250101T053000",
    "TZOFFSETFROM:+0530",
    "TZOFFSETTO:+0530",
  ]);
});

test("each change stands for itself where they follow no rule", () => {
  const lines = zonePart("Africa/Casablanca");
  expect(lines.filter((line) => line.startsWith("RRULE"))).toEqual([]);
  expect(lines.filter((line) => line.startsWith("BEGIN")).length).toBeGreaterThan(4);
});
