import type { BlockView, CalendarDayView } from "#/domain/appointment.ts";
import { addDays, startOfDay } from "#/domain/time.ts";

/** Where times stand in the grid. All instants are in ms. */

export const hourPx = 70;
export const minuteMs = 60_000;
/** What is dragged and nudged lands on quarters of an hour. */
export const snapMinutes = 15;
const hourMs = 60 * minuteMs;
const snapMs = snapMinutes * minuteMs;

/** Top and bottom of the grid. */
export type Scale = { readonly from: number; readonly to: number };

type Day = Pick<CalendarDayView, "day" | "opensAt" | "closesAt">;

/** Shown when the branch is closed and nothing stands there. */
const closedDay = { from: 8 * hourMs, to: 18 * hourMs };

const floorTo = (ms: number, step: number, from: number): number => from + Math.floor((ms - from) / step) * step;
const ceilTo = (ms: number, step: number, from: number): number => from + Math.ceil((ms - from) / step) * step;

/** An hour before the opening to an hour after the closing, and as far as anything stands; whole hours within the day. */
export const scaleOf = (
  { day, opensAt, closesAt }: Day,
  blocks: readonly Pick<BlockView, "startsAt" | "endsAt">[],
  zone: string,
): Scale => {
  const midnight = startOfDay(day, zone).getTime();
  const next = startOfDay(addDays(day, 1), zone).getTime();
  const within = (ms: number): number => Math.min(Math.max(ms, midnight), next);
  const opens = opensAt?.getTime() ?? midnight + closedDay.from + hourMs;
  const closes = closesAt?.getTime() ?? midnight + closedDay.to - hourMs;
  const from = Math.min(opens - hourMs, ...blocks.map(({ startsAt }) => startsAt.getTime()));
  const to = Math.max(closes + hourMs, ...blocks.map(({ endsAt }) => endsAt.getTime()));
  return { from: within(floorTo(from, hourMs, midnight)), to: within(ceilTo(to, hourMs, midnight)) };
};

/** The full hours of the grid, the first one included and the end left out. */
export const hoursOf = ({ from, to }: Scale): number[] => {
  const hours: number[] = [];
  for (let ms = from; ms < to; ms += hourMs) hours.push(ms);
  return hours;
};

export const pxOf = (ms: number): number => (ms / hourMs) * hourPx;
export const topOf = (ms: number, { from }: Scale): number => pxOf(ms - from);
export const heightOf = ({ from, to }: Scale): number => pxOf(to - from);

/** The instant at so many pixels from the top, on a quarter of an hour. */
export const msAt = (px: number, { from, to }: Scale): number =>
  Math.min(to, Math.max(from, from + Math.round(((px / hourPx) * hourMs) / snapMs) * snapMs));

/** The quarter of an hour that so many pixels from the top lie in. */
export const quarterAt = (px: number, { from, to }: Scale): number =>
  Math.min(to - snapMs, Math.max(from, from + Math.floor(((px / hourPx) * hourMs) / snapMs) * snapMs));

/** How far a drag of so many pixels goes, in whole quarters. */
export const msOfDrag = (px: number): number => Math.round(((px / hourPx) * hourMs) / snapMs) * snapMs;

/** The part of a span that the grid shows; null when none of it. */
export const shownPart = (span: { from: number; to: number }, { from, to }: Scale): Scale | null => {
  const part = { from: Math.max(span.from, from), to: Math.min(span.to, to) };
  return part.to > part.from ? part : null;
};

/** The stretches of the grid in which the branch is closed. */
export const closedParts = ({ opensAt, closesAt }: Day, scale: Scale): Scale[] => {
  if (opensAt === null || closesAt === null) return [scale];
  return [
    { from: scale.from, to: Math.min(opensAt.getTime(), scale.to) },
    { from: Math.max(closesAt.getTime(), scale.from), to: scale.to },
  ].filter(({ from, to }) => to > from);
};
