import type { BoardCardView } from "#/domain/job-card.ts";
import { jobCardStatusWords } from "#/domain/transitions.ts";
import { type BoardStatus, boardStatuses, isBoardStatus, mayLand, whyNot } from "./board-model.ts";

/** A card in someone's hand, and the column it is over. */
export type Carry = { card: BoardCardView; over: BoardStatus | null; by: "keys" | "pointer" };

/** One column to the left or right; the board does not wrap. */
export const columnBeside = (over: BoardStatus | null, step: -1 | 1): BoardStatus | null => {
  const at = over === null ? 0 : boardStatuses.indexOf(over);
  return boardStatuses[at + step] ?? null;
};

// What a screen reader says, a step at a time: "Picked up TF18 WHN. In progress, allowed. Dropped."

export const saidAtPickUp = ({ card }: Carry): string =>
  `Picked up ${card.plate}. It is in ${jobCardStatusWords[card.status]}. Left and right choose a column, Space drops, Escape puts back.`;

export const saidOver = ({ card, over }: Carry, mayComplete: boolean): string => {
  if (over === null) return "Over no column.";
  const word = jobCardStatusWords[over];
  if (over === card.status) return `${word}, where it was.`;
  if (!mayLand(card.status, over, mayComplete))
    return `${word}, not allowed: ${whyNot(card.status, over, mayComplete)}.`;
  return over === "COMPLETED" ? `${word}, opens what is needed to complete.` : `${word}, allowed.`;
};

export const saidAtDrop = (card: BoardCardView, to: BoardStatus): string =>
  to === card.status
    ? `${card.plate} is back in ${jobCardStatusWords[to]}.`
    : `Dropped ${card.plate} in ${jobCardStatusWords[to]}.`;

export const saidAtPutBack = ({ card }: Carry): string =>
  isBoardStatus(card.status)
    ? `${card.plate} put back in ${jobCardStatusWords[card.status]}.`
    : `${card.plate} put back.`;
