"use client";

import { useState } from "react";
import type { BoardCardView } from "#/domain/job-card.ts";
import { type BoardStatus, isBoardStatus, mayLand } from "./board-model.ts";
import { type Carry, saidAtDrop, saidAtPickUp, saidAtPutBack, saidOver } from "./carry.ts";

/**
 * The card in hand, by pointer or keys, and what is said of it. `onLand` gets a card dropped where it may land;
 * dropped anywhere else it goes back by itself.
 */
export const useCarry = ({
  mayComplete,
  say,
  onLand,
}: {
  mayComplete: boolean;
  say: (words: string) => void;
  onLand: (card: BoardCardView, to: BoardStatus) => void;
}) => {
  const [carry, setCarry] = useState<Carry | null>(null);

  const pickUp = (card: BoardCardView, by: Carry["by"]): void => {
    if (!isBoardStatus(card.status)) return;
    const next: Carry = { card, over: card.status, by };
    setCarry(next);
    say(saidAtPickUp(next));
  };
  const over = (status: BoardStatus | null): void => {
    if (carry === null || carry.over === status) return;
    const next = { ...carry, over: status };
    setCarry(next);
    say(saidOver(next, mayComplete));
  };
  const putBack = (): void => {
    if (carry) say(saidAtPutBack(carry));
    setCarry(null);
  };
  /** Drops where the card is over, or where the pointer let go. */
  const drop = (at: BoardStatus | null = carry?.over ?? null): void => {
    if (carry === null) return;
    const { card, by } = carry;
    const lands = at !== null && mayLand(card.status, at, mayComplete);
    // With keys a card stays in hand over a column that does not take it: the reason is on the head and was said.
    if (!lands && by === "keys" && at !== null) {
      say(saidOver({ ...carry, over: at }, mayComplete));
    } else if (!lands || at === card.status) {
      putBack();
    } else {
      setCarry(null);
      say(saidAtDrop(card, at));
      onLand(card, at);
    }
  };
  return { carry, pickUp, over, drop, putBack };
};
