import type { BlockView, CalendarView } from "#/domain/appointment.ts";
import { formatMinutes, formatTime } from "#/domain/time.ts";
import { minuteMs, type Scale, snapMinutes } from "./scale.ts";

/** A place × time, in ms. */
export type Span = { readonly bayId: string; readonly from: number; readonly to: number };

/** What of a block is in hand: the whole of it, or an edge. */
export type Grip = "whole" | "start" | "end";

/** A block in someone's hand: where it was, and where it is held. */
export type Hand = {
  readonly block: BlockView;
  readonly grip: Grip;
  readonly by: "keys" | "pointer";
  readonly at: Span;
};

const snapMs = snapMinutes * minuteMs;

export const spanOf = ({ bayId, startsAt, endsAt }: BlockView): Span => ({
  bayId,
  from: startsAt.getTime(),
  to: endsAt.getTime(),
});
export const sameSpan = (one: Span, other: Span): boolean =>
  one.bayId === other.bayId && one.from === other.from && one.to === other.to;
export const minutesOf = ({ from, to }: Pick<Span, "from" | "to">): number => (to - from) / minuteMs;

/** Whether a bay and a technician are taken by it. */
export const takesTime = ({ state }: Pick<BlockView, "state">): boolean =>
  state !== "RELEASED" && state !== "CANCELLED";

/** Whether a block may be taken in hand: what is over stays where it was, and a hold is its customer's. */
export const isMovable = (block: Pick<BlockView, "state">): boolean => takesTime(block) && block.state !== "HELD";

/** Earlier or later by so many ms, kept on screen; what reaches beyond the day may be moved all the same. */
export const shifted = (span: Span, by: number, scale: Scale): Span => {
  const least = Math.min(scale.from, span.from);
  const most = Math.max(scale.to, span.to);
  const kept = Math.max(least - span.from, Math.min(by, most - span.to));
  return { ...span, from: span.from + kept, to: span.to + kept };
};

/** Longer or shorter at one edge; a quarter of an hour stays. */
export const stretched = (span: Span, edge: "start" | "end", by: number, scale: Scale): Span => {
  if (edge === "end") {
    const most = Math.max(scale.to, span.to);
    return { ...span, to: Math.min(most, Math.max(span.from + snapMs, span.to + by)) };
  }
  const least = Math.min(scale.from, span.from);
  return { ...span, from: Math.max(least, Math.min(span.to - snapMs, span.from + by)) };
};

/** One bay to the left or right; the grid does not wrap. */
export const besideBay = (span: Span, bayIds: readonly string[], step: 1 | -1): Span => {
  const bayId = bayIds[bayIds.indexOf(span.bayId) + step];
  return bayId === undefined ? span : { ...span, bayId };
};

/** Where a drag from `origin` by so many ms, over a bay, has come. */
export const dragged = (origin: Span, grip: Grip, by: number, bayId: string, scale: Scale): Span =>
  grip === "whole" ? { ...shifted(origin, by, scale), bayId } : stretched(origin, grip, by, scale);

/** Which other block of the bay stands in the way; undefined when none does. */
export const inTheWay = (
  { at, block }: Pick<Hand, "at" | "block">,
  blocks: readonly BlockView[],
): BlockView | undefined => clash(at, blocks, block.allocationId);

export const clash = (span: Span, blocks: readonly BlockView[], but: string | null): BlockView | undefined =>
  blocks.find(
    (other) =>
      other.allocationId !== but &&
      other.bayId === span.bayId &&
      takesTime(other) &&
      other.startsAt.getTime() < span.to &&
      other.endsAt.getTime() > span.from,
  );

/** Where a block goes that is to begin at another time: its own bay if that is free then, else the first that is. */
export const placeAt = (
  block: BlockView,
  from: number,
  bayIds: readonly string[],
  blocks: readonly BlockView[],
): Span | undefined => {
  const own = spanOf(block);
  return (
    [block.bayId, ...bayIds]
      .map((bayId) => ({ bayId, from, to: from + own.to - own.from }))
      // Its own place is free to it, and no move.
      .find((span) => !sameSpan(span, own) && clash(span, blocks, block.allocationId) === undefined)
  );
};

/** Technicians of the branch with nothing else to do then. */
export const freeTechnicians = (
  { technicians, blocks }: { technicians: CalendarView["technicians"]; blocks: readonly BlockView[] },
  { from, to }: Pick<Span, "from" | "to">,
): CalendarView["technicians"] =>
  technicians.filter(
    ({ memberId }) =>
      !blocks.some(
        (block) =>
          block.technicianId === memberId &&
          takesTime(block) &&
          block.startsAt.getTime() < to &&
          block.endsAt.getTime() > from,
      ),
  );

/** What a block is called: its plate, or what holds the time. */
export const nameOf = ({ plate, state }: BlockView): string => plate ?? (state === "HELD" ? "Held time" : "Taken time");

// What a screen reader says, a step at a time.

export type Words = { bayName: (bayId: string) => string; zone: string };

/** `Bay 2, 10:00 to 11:30` */
export const saidSpan = (span: Span, { bayName, zone }: Words): string =>
  `${bayName(span.bayId)}, ${formatTime(new Date(span.from), zone)} to ${formatTime(new Date(span.to), zone)}`;

export const saidAtPickUp = ({ block }: Hand, words: Words): string =>
  `Picked up ${nameOf(block)}. ${saidSpan(spanOf(block), words)}. Up and down move it by a quarter of an hour, with Shift they change its length, left and right choose a bay. Space drops, Escape puts back.`;

export const saidOver = (hand: Hand, blocks: readonly BlockView[], words: Words): string => {
  if (sameSpan(hand.at, spanOf(hand.block))) return `${saidSpan(hand.at, words)}, where it was.`;
  const other = inTheWay(hand, blocks);
  const length = formatMinutes(minutesOf(hand.at));
  return `${saidSpan(hand.at, words)}, ${length}, ${other ? `taken by ${nameOf(other)}` : "free"}.`;
};

export const saidAtDrop = ({ block, at }: Hand, words: Words): string =>
  sameSpan(at, spanOf(block))
    ? `${nameOf(block)} is back on ${saidSpan(at, words)}.`
    : `Dropped ${nameOf(block)} on ${saidSpan(at, words)}.`;

export const saidAtPutBack = ({ block }: Hand, words: Words): string =>
  `${nameOf(block)} put back on ${saidSpan(spanOf(block), words)}.`;
