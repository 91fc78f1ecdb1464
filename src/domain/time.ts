import { TZDate, tzOffset } from "@date-fns/tz";
import { addDays as addCalendarDays } from "date-fns/addDays";

/**
 * The one place that formats or shifts time. Instants are `Date`s; what people read is wall time of
 * the branch's IANA zone. 24 hours, `Fri 15 May`, `1 h 40`.
 */
const parts = (at: Date, zone: string, options: Intl.DateTimeFormatOptions): string => {
  // Building a formatter costs a hundred times what using it does: each is kept.
  const key = `${zone} ${Object.entries(options).join()}`;
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
  formatters.set(key, formatter);
  return formatter.format(at);
};
const formatters = new Map<string, Intl.DateTimeFormat>();

/** `14:05` */
export const formatTime = (at: Date, zone: string): string =>
  parts(at, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** `14:05:33` */
export const formatTimeToSecond = (at: Date, zone: string): string =>
  parts(at, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** `Fri 15 May` */
export const formatDay = (at: Date, zone: string): string =>
  parts(at, zone, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");

/** `Thursday 14 May` */
export const formatLongDay = (at: Date, zone: string): string =>
  parts(at, zone, { weekday: "long", day: "numeric", month: "long" }).replace(",", "");

/** `14 May 2026` */
export const formatDate = (at: Date, zone: string): string =>
  parts(at, zone, { day: "numeric", month: "short", year: "numeric" });

/** `14 May 2026` for a calendar date `2026-05-14`, which has no zone. */
export const formatIsoDate = (isoDate: string): string => formatDate(new Date(`${isoDate}T00:00:00Z`), "UTC");

/** `14:05` today, `Fri 15 May, 14:05` on another day of the zone. */
export const formatMoment = (at: Date, zone: string, now: Date): string =>
  isoDateIn(at, zone) === isoDateIn(now, zone)
    ? formatTime(at, zone)
    : `${formatDay(at, zone)}, ${formatTime(at, zone)}`;

/** `just now`, `12 min`, `1 h 48`, `1 day`, `3 days`. */
export const formatAge = (from: Date, now: Date): string => {
  const minutes = Math.floor((now.getTime() - from.getTime()) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return formatMinutes(minutes);
  const days = Math.floor(minutes / (24 * 60));
  return days === 1 ? "1 day" : `${days} days`;
};

/** `50 min`, `1 h`, `1 h 40`. */
export const formatMinutes = (minutes: number): string => {
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  const rest = whole % 60;
  return rest === 0 ? `${Math.floor(whole / 60)} h` : `${Math.floor(whole / 60)} h ${String(rest).padStart(2, "0")}`;
};

/** The calendar date `2026-05-14` of an instant in a zone. */
export const isoDateIn = (at: Date, zone: string): string => {
  const local = new TZDate(at.getTime(), zone);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(local.getFullYear()).padStart(4, "0")}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
};

export const yearIn = (at: Date, zone: string): number => new TZDate(at.getTime(), zone).getFullYear();

/** The instant of a wall time (`2026-05-14`, `09:30`) in a zone; null for one that the clocks skip. */
export const instantOf = (isoDate: string, wallTime: string, zone: string): Date | null => {
  const [year, month, day] = isoDate.split("-").map(Number);
  const [hour, minute] = wallTime.split(":").map(Number);
  if (year === undefined || month === undefined || day === undefined || hour === undefined || minute === undefined)
    return null;
  const at = new Date(new TZDate(year, month - 1, day, hour, minute, 0, zone).getTime());
  return isoDateIn(at, zone) === isoDate && formatTime(at, zone) === wallTime ? at : null;
};

/** `2026-05-14T09:30`, as `<input type="datetime-local">` speaks, in the branch's zone. */
export const localInputValue = (at: Date, zone: string): string => `${isoDateIn(at, zone)}T${formatTime(at, zone)}`;

/** The instant of a `datetime-local` value in a zone; null when it is malformed or does not exist. */
export const fromLocalInput = (value: string, zone: string): Date | null => {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})$/.exec(value);
  return match?.[1] === undefined || match[2] === undefined ? null : instantOf(match[1], match[2], zone);
};

/** `2026-05-14` plus days of the calendar. */
export const addDays = (isoDate: string, days: number): string =>
  addCalendarDays(new Date(`${isoDate}T00:00:00Z`), days)
    .toISOString()
    .slice(0, 10);

/** First and last instant of the zone's day that holds `at`: `[start, end)`. */
export const dayOf = (at: Date, zone: string): { start: Date; end: Date } => {
  const today = isoDateIn(at, zone);
  return { start: startOfDay(today, zone), end: startOfDay(addDays(today, 1), zone) };
};

/** The first instant of a calendar date in a zone. */
export const startOfDay = (isoDate: string, zone: string): Date => {
  const [year, month, day] = isoDate.split("-").map(Number);
  return new Date(new TZDate(year ?? 1970, (month ?? 1) - 1, day ?? 1, 0, 0, 0, zone).getTime());
};

/** Is this an IANA zone the runtime knows? */
export const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/** `4.0 h`, `10.1 h`: work and bay time, where hours are compared rather than kept. */
export const formatHours = (minutes: number): string => `${(minutes / 60).toFixed(1)} h`;

/** `14:05` today, `Fri 10:00` in the week around it, `22 May` beyond: fits where a card has room for one word. */
export const formatNear = (at: Date, zone: string, now: Date): string => {
  const days = Math.abs(Date.parse(isoDateIn(at, zone)) - Date.parse(isoDateIn(now, zone))) / 86_400_000;
  if (days === 0) return formatTime(at, zone);
  if (days < 7) return `${parts(at, zone, { weekday: "short" })} ${formatTime(at, zone)}`;
  return parts(at, zone, { day: "numeric", month: "short" });
};

/** The zone of the machine itself, for what belongs to no branch. */
export const machineZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

// ── Days as the clock on the wall shows them ────────────────────────────────────────────────────

/** A part of a day in which the clock runs evenly: `[from, to)` in ms, its distance from UTC in minutes. */
export type Stretch = { readonly from: number; readonly to: number; readonly offset: number };

const minute = 60_000;
const offsetOf = (zone: string, ms: number): number => tzOffset(zone, new Date(ms));
const stretches = new Map<string, readonly Stretch[]>();
const stretchesKept = 5000;

/**
 * The stretches of a calendar date in a zone: one, or two on a day on which the clocks change (the second one begins
 * behind a gap, or shows an hour again); none for a date that a zone has left out.
 */
export const stretchesOf = (isoDate: string, zone: string): readonly Stretch[] => {
  const key = `${zone} ${isoDate}`;
  const known = stretches.get(key);
  if (known !== undefined) return known;
  const utc = Date.parse(`${isoDate}T00:00:00Z`);
  // No clock is further than 15 hours from UTC, and none changes twice within two days.
  const [first, last] = [utc - 15 * 60 * minute, utc + 39 * 60 * minute];
  const [before, after] = [offsetOf(zone, first), offsetOf(zone, last)];
  const change = before === after ? last : changeBetween(zone, first, last, before);
  const day = (offset: number) => ({ from: utc - offset * minute, to: utc + 1440 * minute - offset * minute, offset });
  const [early, late] = [day(before), day(after)];
  const found = (
    before === after
      ? [early]
      : [
          { ...early, to: Math.min(early.to, change) },
          { ...late, from: Math.max(late.from, change) },
        ]
  ).filter(({ from, to }) => from < to);
  if (stretches.size >= stretchesKept) stretches.clear();
  stretches.set(key, found);
  return found;
};

/** When the clocks of a zone change, to the minute. */
const changeBetween = (zone: string, first: number, last: number, before: number): number => {
  let [low, high] = [first / minute, last / minute];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetOf(zone, middle * minute) === before) low = middle;
    else high = middle;
  }
  return high * minute;
};

/** Minutes since midnight that the clock shows at an instant of a stretch. */
export const wallMinutes = (ms: number, { offset }: Stretch): number => (((ms / minute + offset) % 1440) + 1440) % 1440;

/** `09:30` as minutes since midnight. */
export const minutesOfWall = (wallTime: string): number => {
  const [hour = 0, minutes = 0] = wallTime.split(":").map(Number);
  return hour * 60 + minutes;
};

/** 570 → `09:30` */
export const wallOfMinutes = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** `+01:00`, `-03:30` */
export const formatOffset = (minutes: number): string =>
  `${minutes < 0 ? "-" : "+"}${wallOfMinutes(Math.abs(minutes))}`;

// ── When the clocks change ──────────────────────────────────────────────────────────────────────

/** The clocks of a zone change: the first instant of the new time in ms, and its distance from UTC before and after, in minutes. */
export type ClockChange = { readonly at: number; readonly before: number; readonly after: number };

// Shorter than any summer time: Morocco lays its own aside for one month.
const probeMs = 7 * 24 * 60 * minute;

/** When the clocks of a zone change between two instants, in order. */
export const clockChanges = (zone: string, from: number, to: number): ClockChange[] => {
  const changes: ClockChange[] = [];
  for (let low = from; low < to; low += probeMs) {
    const high = Math.min(low + probeMs, to);
    const [before, after] = [offsetOf(zone, low), offsetOf(zone, high)];
    if (before !== after) changes.push({ at: changeBetween(zone, low, high, before), before, after });
  }
  return changes;
};

/** How far the clock on the wall is from UTC at an instant, in minutes: 60 in London in June. */
export const offsetMinutes = (at: Date, zone: string): number => offsetOf(zone, at.getTime());
