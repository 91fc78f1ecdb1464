import { isoDay } from "#/domain/booking-rules.ts";
import { id } from "#/domain/fields.ts";
import { addDays } from "#/domain/time.ts";

/** What the address of the calendar says. The same on the server and in the browser. */

export const calendarViews = ["day", "week"] as const;
export type CalendarViewName = (typeof calendarViews)[number];

export type Address = {
  /** The day on screen, or a day of the week on screen; null: today. */
  day: string | null;
  view: CalendarViewName;
  /** Null: the branch of the app bar. */
  branch: string | null;
  /** The appointment beside the grid. */
  open: string | null;
  /** A wall time that is asked about: "10:00". */
  why: string | null;
};

type Raw = Record<string, string | string[] | undefined>;
const first = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) ?? null;

/** An address as Next gives it to the page; what nobody knows is left out. */
export const addressOf = (raw: Raw): Address => ({
  day: isoDay.safeParse(first(raw.day)).data ?? null,
  view: calendarViews.find((known) => known === first(raw.view)) ?? "day",
  branch: id.safeParse(first(raw.branch)).data ?? null,
  open: id.safeParse(first(raw.open)).data ?? null,
  why: wallTimeOf(first(raw.why)),
});

export const wallTimeOf = (raw: string | null): string | null =>
  raw !== null && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(raw) ? raw : null;

/** The Monday of the week that a date is in. */
export const mondayOf = (day: string): string => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));

/** How many days are read with the one on screen: their hours left stand beside the title. */
export const daysAhead = 4;

/** The days that are read: those on screen come first. */
export const rangeOf = (view: CalendarViewName, day: string): { fromDay: string; days: number } =>
  view === "week" ? { fromDay: mondayOf(day), days: 7 } : { fromDay: day, days: daysAhead };

/** The day before or after; in the week view the week. */
export const stepped = (view: CalendarViewName, day: string, by: 1 | -1): string =>
  addDays(day, view === "week" ? 7 * by : by);
