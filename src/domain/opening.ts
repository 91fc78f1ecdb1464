import { hoursOn, type WeekHours } from "#/domain/hours.ts";
import { formatOffset, minutesOfWall, type Stretch, stretchesOf, wallMinutes, wallOfMinutes } from "#/domain/time.ts";

/**
 * When a branch or a person is there on a date, in ms: from the first moment at which the clock has reached the opening
 * until the last at which it has not reached the closing. A day on which the clocks go back is longer, one on which they
 * go forward shorter, and hours that are skipped are none.
 */
export type Opening = {
  readonly day: string;
  readonly from: number;
  readonly to: number;
  /** Minutes since midnight, as the hours say. */
  readonly opens: number;
  readonly closes: number;
  readonly stretches: readonly Stretch[];
};

const minute = 60_000;

/** Null on a day without hours. */
export const openingOf = (week: WeekHours, day: string, zone: string): Opening | null => {
  const hours = hoursOn(week, day);
  if (hours === null) return null;
  const [opens, closes] = [minutesOfWall(hours.opens), minutesOfWall(hours.closes)];
  const stretches = stretchesOf(day, zone);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const at = (wall: number, { offset }: Stretch) => midnight + (wall - offset) * minute;
  const from = stretches
    .map((each) => Math.max(each.from, at(opens, each)))
    .find((ms, index) => ms < (stretches[index]?.to ?? 0));
  const to = stretches
    .map((each) => Math.min(each.to, at(closes, each)))
    .findLast((ms, index) => ms > (stretches[index]?.from ?? 0));
  return from === undefined || to === undefined || to <= from ? null : { day, from, to, opens, closes, stretches };
};

/** A start as the clock shows it; `offset` is told in the hour that a day has twice. */
export type Start = {
  readonly ms: number;
  readonly day: string;
  readonly time: string;
  readonly offset: string | null;
};

/** Starts on the branch's grid, counted from the opening on, at which work of `length` ms ends before the closing. */
export const startsOf = (
  { day, from, to, opens, closes, stretches }: Opening,
  grid: number,
  length: number,
): Start[] => {
  const starts: Start[] = [];
  for (const stretch of stretches) {
    const first = Math.max(from, stretch.from);
    const behind = (((wallMinutes(first, stretch) - opens) % grid) + grid) % grid;
    let ms = first + (behind === 0 ? 0 : grid - behind) * minute;
    for (; ms < stretch.to && ms + length <= to; ms += grid * minute) {
      const wall = wallMinutes(ms, stretch);
      if (wall < opens || wall >= closes) continue;
      starts.push({
        ms,
        day,
        time: wallOfMinutes(wall),
        offset: isTwice(wall, stretches) ? formatOffset(stretch.offset) : null,
      });
    }
  }
  return starts;
};

/** Whether the clock shows a time twice on a day. */
const isTwice = (wall: number, [first, second]: readonly Stretch[]): boolean =>
  first !== undefined &&
  second !== undefined &&
  second.offset < first.offset &&
  wall >= wallMinutes(second.from, second) &&
  wall < wallMinutes(second.from, second) + first.offset - second.offset;

/** How a given instant is shown in a zone, be it a start on offer or not. */
export const shownStart = (ms: number, day: string, zone: string): Start => {
  const stretches = stretchesOf(day, zone);
  const stretch = stretches.find(({ from, to }) => ms >= from && ms < to);
  const wall = stretch === undefined ? 0 : Math.floor(wallMinutes(ms, stretch));
  const offset = stretch !== undefined && isTwice(wall, stretches) ? formatOffset(stretch.offset) : null;
  return { ms, day, time: wallOfMinutes(wall), offset };
};
