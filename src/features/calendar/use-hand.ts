"use client";

import { useRef, useState } from "react";
import type { BlockView, CalendarView } from "#/domain/appointment.ts";
import {
  besideBay,
  dragged,
  type Grip,
  type Hand,
  inTheWay,
  nameOf,
  type Span,
  saidAtDrop,
  saidAtPickUp,
  saidAtPutBack,
  saidOver,
  sameSpan,
  shifted,
  spanOf,
  stretched,
  type Words,
} from "./hand.ts";
import { minuteMs, type Scale, snapMinutes } from "./scale.ts";

type HandOptions = {
  scale: Scale;
  bays: CalendarView["bays"];
  blocks: readonly BlockView[];
  zone: string;
  say: (words: string) => void;
  /** Gets a block that was dropped somewhere else than where it was. */
  onDrop: (block: BlockView, to: Span, by: Hand["by"]) => void;
};

/** The block in hand, by pointer or keys, and what is said of it. */
export const useHand = ({ scale, bays, blocks, zone, say, onDrop }: HandOptions) => {
  const [hand, setHand] = useState<Hand | null>(null);
  // A pointer may go on before the page is drawn again.
  const held = useRef<Hand | null>(null);
  const words: Words = { zone, bayName: (bayId) => bays.find(({ id }) => id === bayId)?.name ?? "another bay" };
  const take = (next: Hand | null): void => {
    held.current = next;
    setHand(next);
  };

  const pickUp = (block: BlockView, by: Hand["by"], grip: Grip = "whole"): void => {
    const next: Hand = { block, grip, by, at: spanOf(block) };
    take(next);
    say(saidAtPickUp(next, words));
  };
  const hold = (move: (hand: Hand) => Span): void => {
    if (held.current === null) return;
    const at = move(held.current);
    if (sameSpan(held.current.at, at)) return;
    const next = { ...held.current, at };
    take(next);
    say(saidOver(next, blocks, words));
  };
  const quarters = (count: number): number => count * snapMinutes * minuteMs;
  const bayIds = bays.map(({ id }) => id);
  const putBack = (): void => {
    if (held.current !== null) say(saidAtPutBack(held.current, words));
    take(null);
  };
  const drop = (): void => {
    const dropped = held.current;
    if (dropped === null) return;
    take(null);
    say(saidAtDrop(dropped, words));
    if (!sameSpan(dropped.at, spanOf(dropped.block))) onDrop(dropped.block, dropped.at, dropped.by);
  };
  const against = hand === null ? undefined : inTheWay(hand, blocks);
  return {
    hand,
    /** Why it cannot be dropped here, as far as the grid knows. */
    inTheWay: against === undefined ? null : `Taken by ${nameOf(against)}`,
    pickUp,
    /** A pointer has come so many ms, and over a bay. */
    drag: (by: number, bayId: string | null) =>
      hold(({ block, grip, at }) => dragged(spanOf(block), grip, by, bayId ?? at.bayId, scale)),
    nudge: (by: 1 | -1) => hold(({ at }) => shifted(at, quarters(by), scale)),
    stretch: (by: 1 | -1) => hold(({ at }) => stretched(at, "end", quarters(by), scale)),
    beside: (step: 1 | -1) => hold(({ at }) => besideBay(at, bayIds, step)),
    putBack,
    drop,
  };
};
