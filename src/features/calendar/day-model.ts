import type { BlockView, CalendarDayView } from "#/domain/appointment.ts";
import { clash, takesTime } from "./hand.ts";
import { minuteMs, type Scale, shownPart } from "./scale.ts";

/** Why the branch is closed on a day that its week has open: a holiday, or a closure of its own. */
export const closuresOf = ({ closures }: Pick<CalendarDayView, "closures">): CalendarDayView["closures"] =>
  closures.filter(({ kind }) => kind !== "DAY_FULL");

/** The day with the hours that hold: none where it is closed. */
export const asOpen = (day: CalendarDayView): CalendarDayView =>
  closuresOf(day).length > 0 ? { ...day, opensAt: null, closesAt: null } : day;

/** The blocks that stand in a part of the grid, by bay and start: the order in which J and K go through them. */
export const blocksWithin = (
  blocks: readonly BlockView[],
  bayIds: readonly string[],
  scale: Scale,
): readonly BlockView[] =>
  blocks
    .filter(
      ({ bayId, startsAt, endsAt }) =>
        bayIds.includes(bayId) && shownPart({ from: startsAt.getTime(), to: endsAt.getTime() }, scale) !== null,
    )
    .toSorted(
      (one, other) =>
        bayIds.indexOf(one.bayId) - bayIds.indexOf(other.bayId) ||
        one.startsAt.getTime() - other.startsAt.getTime() ||
        one.allocationId.localeCompare(other.allocationId),
    );

/** Minutes of a bay that nobody has taken, from now on or from the opening on. */
export const minutesLeft = (
  bayId: string,
  { opensAt, closesAt }: Pick<CalendarDayView, "opensAt" | "closesAt">,
  blocks: readonly BlockView[],
  nowMs: number,
): number => {
  if (opensAt === null || closesAt === null) return 0;
  const day = { from: Math.max(opensAt.getTime(), nowMs), to: closesAt.getTime() };
  if (day.to <= day.from) return 0;
  const taken = blocks
    .filter((block) => block.bayId === bayId && takesTime(block))
    .reduce((sum, { startsAt, endsAt }) => {
      const part = shownPart({ from: startsAt.getTime(), to: endsAt.getTime() }, day);
      return part === null ? sum : sum + part.to - part.from;
    }, 0);
  return Math.max(0, day.to - day.from - taken) / minuteMs;
};

/** The next block of a bay above or below a focused one. */
export const within = (ordered: readonly BlockView[], focused: BlockView, by: 1 | -1): BlockView | undefined => {
  const column = ordered.filter(({ bayId }) => bayId === focused.bayId);
  return column[column.findIndex(({ allocationId }) => allocationId === focused.allocationId) + by];
};

/** The block nearest in time of the next bay to a side that has any. */
export const beside = (
  ordered: readonly BlockView[],
  bayIds: readonly string[],
  focused: BlockView,
  by: 1 | -1,
): BlockView | undefined => {
  for (let at = bayIds.indexOf(focused.bayId) + by; bayIds[at] !== undefined; at += by) {
    const column = ordered.filter(({ bayId }) => bayId === bayIds[at]);
    const distance = (block: BlockView) => Math.abs(block.startsAt.getTime() - focused.startsAt.getTime());
    const nearest = column.toSorted((one, other) => distance(one) - distance(other))[0];
    if (nearest !== undefined) return nearest;
  }
  return undefined;
};

type Wanted = { after: number; minutes: number; stepMs: number };

/** The first time from `after` on at which a bay is free for so long within the hours; null when none is. */
export const firstFree = (
  bayIds: readonly string[],
  { opensAt, closesAt }: Pick<CalendarDayView, "opensAt" | "closesAt">,
  blocks: readonly BlockView[],
  { after, minutes, stepMs }: Wanted,
): { bayId: string; from: number } | null => {
  if (opensAt === null || closesAt === null) return null;
  const length = minutes * minuteMs;
  const begin = Math.max(opensAt.getTime(), Math.ceil(after / stepMs) * stepMs);
  for (let from = begin; from + length <= closesAt.getTime(); from += stepMs)
    for (const bayId of bayIds)
      if (clash({ bayId, from, to: from + length }, blocks, null) === undefined) return { bayId, from };
  return null;
};

/** Where no bay is free: still to come, as long as the grid has room for it, and for whoever books to move. */
export const firstAhead = (
  { opensAt }: Pick<CalendarDayView, "opensAt">,
  scale: Scale,
  { after, minutes, stepMs }: Wanted,
): number => {
  const opening = opensAt?.getTime() ?? scale.from;
  const ahead = Math.max(opening, Math.ceil(after / stepMs) * stepMs);
  return ahead + minutes * minuteMs <= scale.to ? ahead : opening;
};
