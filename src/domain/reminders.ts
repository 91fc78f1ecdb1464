import type { QuietHours } from "#/domain/booking-rules.ts";
import { addDays, formatTime, instantOf, isoDateIn } from "#/domain/time.ts";

/** When a customer is reminded of an appointment: a day before by the clock on the wall, and two hours before. */

export const reminderNotices = ["DAY", "HOURS"] as const;
export type ReminderNotice = (typeof reminderNotices)[number];
export const reminderWords = {
  DAY: "Reminder a day before",
  HOURS: "Reminder two hours before",
} as const satisfies Record<ReminderNotice, string>;

/** What cannot wait for the morning goes so long before the quiet hours begin, with time left to be tried again. */
const marginMs = 30 * 60_000;

const hourMs = 3_600_000;
const notice = { DAY: 24 * hourMs, HOURS: 2 * hourMs } as const satisfies Record<ReminderNotice, number>;

const at = (day: string, wall: string, zone: string, otherwise: number): Date =>
  instantOf(day, wall, zone) ?? new Date(otherwise);

/** The quiet hours around an instant, and when in the evening before them there is still time; null when it is not in any. */
const quietAround = (
  moment: Date,
  zone: string,
  { quietFrom, quietUntil }: QuietHours,
): { evening: Date; until: Date } | null => {
  const wall = formatTime(moment, zone);
  const today = isoDateIn(moment, zone);
  if (wall >= quietUntil && wall < quietFrom) return null;
  const eveningDay = wall >= quietFrom ? today : addDays(today, -1);
  const begins = at(eveningDay, quietFrom, zone, moment.getTime() - 12 * hourMs);
  return {
    evening: new Date(begins.getTime() - marginMs),
    until: at(addDays(eveningDay, 1), quietUntil, zone, moment.getTime() + 12 * hourMs),
  };
};

/** Whether a reminder still serves: half of its notice is left. */
const serves = (kind: ReminderNotice, startsAt: Date, sent: Date): boolean =>
  startsAt.getTime() - sent.getTime() >= notice[kind] / 2;

/**
 * When a reminder goes out. One that would fall into the quiet hours waits for the morning where half of its notice is
 * left then, else it goes the evening before.
 */
export const reminderDue = (kind: ReminderNotice, startsAt: Date, zone: string, hours: QuietHours): Date => {
  const wanted =
    kind === "DAY"
      ? at(addDays(isoDateIn(startsAt, zone), -1), formatTime(startsAt, zone), zone, startsAt.getTime() - notice.DAY)
      : new Date(startsAt.getTime() - notice.HOURS);
  const quiet = quietAround(wanted, zone, hours);
  if (quiet === null) return wanted;
  return serves(kind, startsAt, quiet.until) ? quiet.until : quiet.evening;
};

/** Reminders of an appointment that is made or moved `now`: none whose time has passed. */
export const remindersOf = (
  startsAt: Date,
  zone: string,
  hours: QuietHours,
  now: Date,
): { kind: ReminderNotice; dueAt: Date }[] =>
  reminderNotices
    .map((kind) => ({ kind, dueAt: reminderDue(kind, startsAt, zone, hours) }))
    .filter(({ dueAt }) => dueAt > now);

/** What becomes of a reminder that comes to be sent `now`, on time or long after: it goes, waits, or is left out with the reason. */
export const reminderAt = (
  kind: ReminderNotice,
  startsAt: Date,
  zone: string,
  hours: QuietHours,
  now: Date,
): "send" | { readonly wait: Date } | { readonly leftOut: string } => {
  if (!serves(kind, startsAt, now))
    return { leftOut: startsAt <= now ? "The appointment had begun." : "It would have come too late to be of use." };
  const quiet = quietAround(now, zone, hours);
  if (quiet === null) return "send";
  if (serves(kind, startsAt, quiet.until)) return { wait: quiet.until };
  return {
    leftOut: `Nobody is written to between ${hours.quietFrom} and ${hours.quietUntil}, and the morning is too late.`,
  };
};
