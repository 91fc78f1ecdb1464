import { z } from "zod";
import { instantOf } from "#/domain/time.ts";

/** When a branch is open: local wall time of each weekday. Single days on which it closes come with booking. */

export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

export const wallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "A time looks like 08:30.");
export const dayHours = z
  .object({ opens: wallTime, closes: wallTime })
  .refine(({ opens, closes }) => opens < closes, { message: "It closes before it opens.", path: ["closes"] });
export type DayHours = z.infer<typeof dayHours>;

/** Monday first; null on a day when the branch is closed. */
export const weekHours = z.array(dayHours.nullable()).length(7);
export type WeekHours = z.infer<typeof weekHours>;

/** The hours of a calendar date; null when the branch is closed on that weekday. */
export const hoursOn = (week: WeekHours, isoDate: string): DayHours | null =>
  week[(new Date(`${isoDate}T00:00:00Z`).getUTCDay() + 6) % 7] ?? null;

/** First and last instant of a calendar date's hours; null when closed, or when the clocks skip one of them. */
export const openingOn = (
  week: WeekHours,
  isoDate: string,
  zone: string,
): { readonly opensAt: Date; readonly closesAt: Date } | null => {
  const hours = hoursOn(week, isoDate);
  const opensAt = hours === null ? null : instantOf(isoDate, hours.opens, zone);
  const closesAt = hours === null ? null : instantOf(isoDate, hours.closes, zone);
  return opensAt === null || closesAt === null ? null : { opensAt, closesAt };
};

/** A week that is open each day from the earliest opening to the latest closing: what a closed day is drawn over. */
export const widestWeek = (week: WeekHours): WeekHours => {
  const open = week.filter((day) => day !== null);
  const opens = open.map((day) => day.opens).sort()[0] ?? "08:00";
  const closes =
    open
      .map((day) => day.closes)
      .sort()
      .at(-1) ?? "18:00";
  return weekdays.map(() => ({ opens, closes }));
};
