import fc from "fast-check";
import { expect, test } from "vitest";
import { quietHours, reminderAt, reminderDue, reminderNotices, remindersOf } from "./reminders.ts";
import { formatTime, instantOf, isoDateIn } from "./time.ts";

const zone = "Europe/London";
const local = (text: string, where = zone): Date => {
  const [day = "", wall = ""] = text.split(" ");
  const at = instantOf(day, wall, where);
  if (at === null) throw new Error(`${text} is not in ${where}.`);
  return at;
};
const shown = (at: Date, where = zone) => `${isoDateIn(at, where)} ${formatTime(at, where)}`;

test.each([
  // At the desk's hours both are as their names say.
  ["2026-05-15 14:00", "2026-05-14 14:00", "2026-05-15 12:00"],
  ["2026-05-15 10:00", "2026-05-14 10:00", "2026-05-15 08:00"],
  // Two hours before is quiet: the morning where an hour is left, else the evening before.
  ["2026-05-15 09:30", "2026-05-14 09:30", "2026-05-15 08:00"],
  ["2026-05-15 09:00", "2026-05-14 09:00", "2026-05-15 08:00"],
  ["2026-05-15 08:30", "2026-05-14 08:30", "2026-05-14 19:30"],
  ["2026-05-15 07:00", "2026-05-14 08:00", "2026-05-14 19:30"],
  ["2026-05-15 22:00", "2026-05-15 08:00", "2026-05-15 19:30"],
  // A day before is the same time by the clock, 23 or 25 hours before where it was moved.
  ["2026-03-29 10:00", "2026-03-28 10:00", "2026-03-29 08:00"],
  ["2026-10-25 10:00", "2026-10-24 10:00", "2026-10-25 08:00"],
])("of %s", (start, day, hours) => {
  const startsAt = local(start);
  expect([shown(reminderDue("DAY", startsAt, zone)), shown(reminderDue("HOURS", startsAt, zone))]).toEqual([
    day,
    hours,
  ]);
});

test("an appointment made later than a reminder would be gets none", () => {
  const startsAt = local("2026-05-15 14:00");
  const made = (text: string) => remindersOf(startsAt, zone, local(text)).map(({ kind }) => kind);
  expect(made("2026-05-14 13:59")).toEqual(["DAY", "HOURS"]);
  expect(made("2026-05-14 14:00")).toEqual(["HOURS"]);
  expect(made("2026-05-15 12:00")).toEqual([]);
  // In the evening for the early morning: the reminder of the evening before has passed.
  expect(remindersOf(local("2026-05-15 08:30"), zone, local("2026-05-14 19:45"))).toEqual([]);
});

test("one that comes late goes, waits for the morning, or is left out", () => {
  const startsAt = local("2026-05-15 14:00");
  const at = (kind: "DAY" | "HOURS", text: string) => {
    const found = reminderAt(kind, startsAt, zone, local(text));
    return typeof found === "string" ? found : "wait" in found ? shown(found.wait) : found.leftOut;
  };
  expect(at("DAY", "2026-05-14 14:00")).toBe("send");
  expect(at("DAY", "2026-05-14 19:59")).toBe("send");
  expect(at("DAY", "2026-05-14 20:00")).toBe(
    "Nobody is written to between 20:00 and 08:00, and the morning is too late.",
  );
  expect(at("HOURS", "2026-05-15 03:00")).toBe("2026-05-15 08:00");
  expect(at("DAY", "2026-05-15 02:01")).toBe("It would have come too late to be of use.");
  expect(at("HOURS", "2026-05-15 13:01")).toBe("It would have come too late to be of use.");
  expect(at("HOURS", "2026-05-15 14:00")).toBe("The appointment had begun.");
});

const zones = ["Europe/London", "America/New_York", "Australia/Lord_Howe"] as const;
const instants = fc.date({
  min: new Date("2026-01-01T00:00Z"),
  max: new Date("2028-01-01T00:00Z"),
  noInvalidDate: true,
});

test("whatever the appointment: before it, in nobody's night, and as it was planned it may go", {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(instants, fc.constantFrom(...zones), fc.constantFrom(...reminderNotices), (any, where, kind) => {
      const startsAt = new Date(Math.floor(any.getTime() / 900_000) * 900_000);
      const due = reminderDue(kind, startsAt, where);
      const wall = formatTime(due, where);
      expect(due < startsAt).toBe(true);
      expect(wall >= quietHours.until && wall < quietHours.from).toBe(true);
      expect(reminderAt(kind, startsAt, where, due)).toBe("send");
    }),
    { numRuns: 500 },
  );
});

test("whenever it comes to be sent, nobody is written to at night", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      instants,
      fc.integer({ min: 0, max: 48 * 60 }),
      fc.constantFrom(...zones),
      fc.constantFrom(...reminderNotices),
      (now, minutes, where, kind) => {
        const found = reminderAt(kind, new Date(now.getTime() + minutes * 60_000), where, now);
        const sent = found === "send" ? now : "wait" in found ? found.wait : null;
        if (sent === null) return;
        const wall = formatTime(sent, where);
        expect(wall >= quietHours.until && wall < quietHours.from).toBe(true);
        expect(sent >= now).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
