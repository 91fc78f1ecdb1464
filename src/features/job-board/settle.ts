import type { BoardCardView } from "#/domain/job-card.ts";
import {
  type BoardStatus,
  boardStatuses,
  compareCards,
  isBoardStatus,
  type PerColumn,
  perColumn,
  placeAmong,
} from "./board-model.ts";

/** What stands on screen, column by column, and how many changes each column keeps back. */
export type Layout = { columns: PerColumn<readonly BoardCardView[]>; waiting: PerColumn<number> };

/** All cards where they belong. */
export const layOut = (cards: readonly BoardCardView[]): Layout => ({
  columns: perColumn((status) => cards.filter((card) => card.status === status).sort(compareCards)),
  waiting: perColumn(() => 0),
});

/**
 * The next layout, in which nothing moves under a person's hand: a column that is held keeps its cards and their
 * order, what would come to or leave it waits and is counted, and what the person moved goes at once. Cards keep
 * showing their newest content wherever they stand.
 */
export const settle = (
  shown: Layout,
  cards: readonly BoardCardView[],
  held: ReadonlySet<BoardStatus>,
  moved: ReadonlyMap<string, string>,
): Layout => {
  const target = layOut(cards);
  if (held.size === 0) return target;
  const newest = new Map(cards.map((card) => [card.id, card]));
  const shownIn = new Map(
    boardStatuses.flatMap((status) => shown.columns[status].map((card) => [card.id, status] as const)),
  );
  const byHand = (card: BoardCardView): boolean => moved.get(card.id) === card.status;
  /** Column where a card stands for now; null when it is not shown yet. */
  const standsIn = (card: BoardCardView): BoardStatus | null => {
    if (!isBoardStatus(card.status)) return null;
    const before = shownIn.get(card.id);
    if (before === card.status || byHand(card)) return card.status;
    const kept = held.has(card.status) || (before !== undefined && held.has(before));
    return kept ? (before ?? null) : card.status;
  };

  const waiting: Record<BoardStatus, number> = { ...target.waiting };
  const columns = perColumn((status) => {
    const here = cards.filter((card) => standsIn(card) === status);
    if (!held.has(status)) return here.sort(compareCards);
    const kept = shown.columns[status].flatMap((old) => {
      const card = newest.get(old.id);
      // Gone from the board altogether: stays, as it was, until the hand is gone.
      if (card === undefined) return [old];
      return standsIn(card) === status ? [card] : [];
    });
    for (const card of here)
      if (!kept.some((other) => other.id === card.id)) kept.splice(placeAmong(card, kept), 0, card);
    waiting[status] = changesBetween(kept, target.columns[status]);
    return kept;
  });
  return { columns, waiting };
};

/** Cards that come, go, or stand elsewhere in the order. */
const changesBetween = (kept: readonly BoardCardView[], next: readonly BoardCardView[]): number => {
  const comes = next.filter((card) => !kept.some((other) => other.id === card.id)).length;
  const stays = kept.filter((card) => next.some((other) => other.id === card.id));
  const order = next.filter((card) => stays.some((other) => other.id === card.id));
  const moves = stays.filter((card, index) => order[index]?.id !== card.id).length;
  return comes + (kept.length - stays.length) + Math.ceil(moves / 2);
};
