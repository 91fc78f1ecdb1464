"use client";

import { type FocusEvent, type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type BoardStatus, boardStatuses } from "./board-model.ts";

/** After this long without a stir, a resting mouse or a left keyboard no longer holds a column. */
const restMs = 10_000;

type Hands = { pointer: BoardStatus | null; focus: BoardStatus | null };
const noHands: Hands = { pointer: null, focus: null };

/**
 * Which columns a person has in hand: pointer moving in it, keyboard focus in it, or all of them during a drag.
 * What others change there waits until the hand is gone, or `release` is called.
 */
export const useHold = (carrying: boolean) => {
  const [hands, setHands] = useState<Hands>(noHands);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const stir = useCallback((change: Partial<Hands>) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setHands(noHands), restMs);
    setHands((before) => {
      const next = { ...before, ...change };
      return next.pointer === before.pointer && next.focus === before.focus ? before : next;
    });
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);

  const handlers = useCallback(
    (status: BoardStatus) => ({
      // A pointer that rests where a column appears is no hand: only one that moves is.
      onPointerMove: (event: PointerEvent) => {
        if (event.pointerType === "mouse" && (event.movementX !== 0 || event.movementY !== 0))
          stir({ pointer: status });
      },
      onPointerLeave: () => stir({ pointer: null }),
      onFocus: (event: FocusEvent) => {
        if (event.target.matches(":focus-visible")) stir({ focus: status });
      },
      onKeyDown: () => stir({ focus: status }),
      onBlur: () => stir({ focus: null }),
    }),
    [stir],
  );

  const held: ReadonlySet<BoardStatus> = useMemo(
    () => new Set(carrying ? boardStatuses : [hands.pointer, hands.focus].filter((status) => status !== null)),
    [carrying, hands],
  );
  const release = useCallback(() => setHands(noHands), []);
  return { held, handlers, release };
};
