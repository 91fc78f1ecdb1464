import fc from "fast-check";
import { expect, test } from "vitest";
import { bookingRules, defaultRules, type QuietHours } from "./booking-rules.ts";
import { type ReminderNotice, reminderAt, reminderDue, reminderNotices, remindersOf } from "./reminders.ts";
import { formatTime, instantOf, isoDateIn } from "./time.ts";

const zone = "Europe/London";
/** From eight to eight. */
const quiet = defaultRules;
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
  const due = (kind: ReminderNotice) => shown(reminderDue(kind, startsAt, zone, quiet));
  expect([due("DAY"), due("HOURS")]).toEqual([day, hours]);
});

test.each([
  // Two hours before is within a workshop's own hours, and was not within those of the product.
  [{ quietFrom: "17:00", quietUntil: "11:00" }, "2026-05-15 12:30", "2026-05-15 11:00"],
  [{ quietFrom: "17:00", quietUntil: "11:00" }, "2026-05-15 11:30", "2026-05-14 16:30"],
  // The other way about.
  [{ quietFrom: "23:00", quietUntil: "05:00" }, "2026-05-15 07:30", "2026-05-15 05:30"],
  [{ quietFrom: "21:15", quietUntil: "07:45" }, "2026-05-15 08:00", "2026-05-14 20:45"],
])("a workshop's own quiet hours %o", (hours, start, due) => {
  expect(shown(reminderDue("HOURS", local(start), zone, hours))).toBe(due);
});

test("an appointment made later than a reminder would be gets none", () => {
  const startsAt = local("2026-05-15 14:00");
  const made = (text: string) => remindersOf(startsAt, zone, quiet, local(text)).map(({ kind }) => kind);
  expect(made("2026-05-14 13:59")).toEqual(["DAY", "HOURS"]);
  expect(made("2026-05-14 14:00")).toEqual(["HOURS"]);
  expect(made("2026-05-15 12:00")).toEqual([]);
  // In the evening for the early morning: the reminder of the evening before has passed.
  expect(remindersOf(local("2026-05-15 08:30"), zone, quiet, local("2026-05-14 19:45"))).toEqual([]);
});

test("one that comes late goes, waits for the morning, or is left out", () => {
  const startsAt = local("2026-05-15 14:00");
  const at = (kind: ReminderNotice, text: string, hours: QuietHours = quiet) => {
    const found = reminderAt(kind, startsAt, zone, hours, local(text));
    return typeof found === "string" ? found : "wait" in found ? shown(found.wait) : found.leftOut;
  };
  expect(at("DAY", "2026-05-14 14:00")).toBe("send");
  expect(at("DAY", "2026-05-14 19:59")).toBe("send");
  expect(at("DAY", "2026-05-14 20:00")).toBe(
    "Nobody is written to between 20:00 and 08:00, and the morning is too late.",
  );
  const own = { quietFrom: "21:00", quietUntil: "07:30" };
  expect(at("DAY", "2026-05-14 20:00", own)).toBe("send");
  expect(at("DAY", "2026-05-14 21:00", own)).toBe(
    "Nobody is written to between 21:00 and 07:30, and the morning is too late.",
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

/** All that a workshop may set. */
const clock = (fromHour: number, toHour: number) =>
  fc
    .integer({ min: fromHour * 60, max: toHour * 60 })
    .map((at) => [Math.floor(at / 60), at % 60].map((part) => String(part).padStart(2, "0")).join(":"));
const quietHours = fc.record({ quietFrom: clock(17, 23), quietUntil: clock(5, 11) });
const isQuiet = (at: Date, where: string, { quietFrom, quietUntil }: QuietHours) => {
  const wall = formatTime(at, where);
  return wall >= quietFrom || wall < quietUntil;
};

test("whatever the appointment: before it, in nobody's night, and as it was planned it may go", {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(
      instants,
      fc.constantFrom(...zones),
      quietHours,
      fc.constantFrom(...reminderNotices),
      (any, where, hours, kind) => {
        const startsAt = new Date(Math.floor(any.getTime() / 900_000) * 900_000);
        const due = reminderDue(kind, startsAt, where, hours);
        expect(due < startsAt).toBe(true);
        expect(isQuiet(due, where, hours)).toBe(false);
        expect(reminderAt(kind, startsAt, where, hours, due)).toBe("send");
      },
    ),
    { numRuns: 500 },
  );
});

test("whenever it comes to be sent, nobody is written to at night", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      instants,
      fc.integer({ min: 0, max: 48 * 60 }),
      fc.constantFrom(...zones),
      quietHours,
      fc.constantFrom(...reminderNotices),
      (now, minutes, where, hours, kind) => {
        const found = reminderAt(kind, new Date(now.getTime() + minutes * 60_000), where, hours, now);
        const sent = found === "send" ? now : "wait" in found ? found.wait : null;
        if (sent === null) return;
        expect(isQuiet(sent, where, hours)).toBe(false);
        expect(sent >= now).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  [{ quietFrom: "03:00" }, "The quiet hours begin in the evening, between 17:00 and 23:00."],
  [{ quietFrom: "23:01" }, "The quiet hours begin in the evening, between 17:00 and 23:00."],
  [{ quietUntil: "04:59" }, "The quiet hours end in the morning, between 05:00 and 11:00."],
  [{ quietUntil: "eight" }, "A time looks like 08:30."],
])("no workshop texts anybody at night: %o is refused", (change, sentence) => {
  const { error } = bookingRules.safeParse({ ...defaultRules, ...change });
  expect(error?.issues[0]?.message).toBe(sentence);
});
