import type { DayHours } from "#/domain/hours.ts";

export const hoursFields = ["day0", "day1", "day2", "day3", "day4", "day5", "day6"] as const;
export type HoursField = (typeof hoursFields)[number];

/** `08:00-18:00`; nothing on a closed day. */
export const dayText = (day: DayHours | null | undefined): string => (day ? `${day.opens}-${day.closes}` : "");
export const hoursOfText = (text: string): { opens: string; closes: string } | null => {
  const [opens, closes] = text.split("-");
  return opens === undefined || closes === undefined ? null : { opens, closes };
};
/** A day as somebody else's change is told. */
export const sayDay = (text: string): string => (text === "" ? "closed" : text.replace("-", " to "));
