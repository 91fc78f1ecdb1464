import type { BoardCardView } from "#/domain/job-card.ts";
import { promiseStanding } from "#/domain/promised.ts";
import { canMove, type JobCardStatus } from "#/domain/transitions.ts";

/** The columns, left to right, after Booked, which is of appointments; collected and cancelled cards have left the building. */
export const boardStatuses = [
  "CHECKED_IN",
  "AWAITING_APPROVAL",
  "AWAITING_PARTS",
  "IN_PROGRESS",
  "QUALITY_CHECK",
  "COMPLETED",
] as const satisfies readonly JobCardStatus[];
export type BoardStatus = (typeof boardStatuses)[number];

export const isBoardStatus = (status: unknown): status is BoardStatus =>
  boardStatuses.some((known) => known === status);

/** A value for each column. */
export type PerColumn<Value> = Readonly<Record<BoardStatus, Value>>;
export const perColumn = <Value>(make: (status: BoardStatus) => Value): PerColumn<Value> => ({
  CHECKED_IN: make("CHECKED_IN"),
  AWAITING_APPROVAL: make("AWAITING_APPROVAL"),
  AWAITING_PARTS: make("AWAITING_PARTS"),
  IN_PROGRESS: make("IN_PROGRESS"),
  QUALITY_CHECK: make("QUALITY_CHECK"),
  COMPLETED: make("COMPLETED"),
});

/** Order is given, not dragged: by promised time, so late ones lead; what is completed, newest first. */
export const compareCards = (a: BoardCardView, b: BoardCardView): number => {
  const byTime =
    a.status === "COMPLETED"
      ? b.statusSince.getTime() - a.statusSince.getTime()
      : (a.promisedAt?.getTime() ?? Number.MAX_SAFE_INTEGER) - (b.promisedAt?.getTime() ?? Number.MAX_SAFE_INTEGER);
  return byTime || a.number - b.number;
};

export const boardFilters = ["all", "mine", "late", "waiting"] as const;
export type BoardFilter = (typeof boardFilters)[number];

export const isLate = (card: BoardCardView, nowMs: number): boolean =>
  card.status !== "COMPLETED" && card.promisedAt !== null && promiseStanding(card.promisedAt, nowMs).state === "late";

export const passes = (card: BoardCardView, filter: BoardFilter, memberId: string, nowMs: number): boolean => {
  if (filter === "mine") return card.technician?.memberId === memberId || card.openedById === memberId;
  if (filter === "late") return isLate(card, nowMs);
  return filter === "all" || card.customerWaiting;
};

/** Where a carried card may land: its own column, which puts it back, and those the transitions allow. */
export const mayLand = (from: JobCardStatus, to: BoardStatus, mayComplete: boolean): boolean =>
  from === to || (canMove(from, to) && (to !== "COMPLETED" || mayComplete));

/** Why a column does not take the card, in as many words as its head has room for. */
export const whyNot = (from: JobCardStatus, to: BoardStatus, mayComplete: boolean): string => {
  if (from === "COMPLETED") return "The invoice is issued";
  if (to === "COMPLETED" && canMove(from, to) && !mayComplete) return "An advisor completes";
  if (to === "COMPLETED" || to === "QUALITY_CHECK") return "Needs work started first";
  if (from === "QUALITY_CHECK") return "Back to work first";
  return "Not from here";
};

/** The place a card takes among the cards of its column. */
export const placeAmong = (card: BoardCardView, column: readonly BoardCardView[]): number => {
  const after = column.findIndex((other) => other.id !== card.id && compareCards(card, other) < 0);
  return after === -1 ? column.length : after;
};

/** How many cards each filter would show. */
export const countsOf = (
  cards: readonly BoardCardView[],
  memberId: string,
  nowMs: number,
): Record<BoardFilter, number> => {
  const count = (filter: BoardFilter) => cards.filter((card) => passes(card, filter, memberId, nowMs)).length;
  return { all: cards.length, mine: count("mine"), late: count("late"), waiting: count("waiting") };
};

/** Only a move that the transitions allow backwards can be taken back. */
export const canUndo = (from: JobCardStatus, to: JobCardStatus): boolean => canMove(to, from);
