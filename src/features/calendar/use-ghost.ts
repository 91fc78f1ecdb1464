"use client";

import { useRef, useState } from "react";
import { dragged, type Grip, type Span } from "./hand.ts";
import { minuteMs, type Scale, snapMinutes } from "./scale.ts";

/** A booking that is not made yet. */
export type Ghost = Span & {
  /** Its length was chosen by hand: services no longer decide it. */
  own: boolean;
  /** A pointer has it. */
  drawing: boolean;
  /** It has never stood yet: its questions come when it does, and stay while it is dragged on. */
  fresh: boolean;
};

const quarterMs = snapMinutes * minuteMs;
/** How long a booking is until somebody says otherwise. */
export const usualMinutes = 60;

export const useGhost = (scale: Scale) => {
  const [ghost, setGhost] = useState<Ghost | null>(null);
  const now = useRef<Ghost | null>(null);
  const put = (next: Ghost | null): void => {
    now.current = next;
    setGhost(next);
  };
  const stand = (bayId: string, from: number, minutes = usualMinutes): void =>
    put({ bayId, from, to: from + minutes * minuteMs, own: false, drawing: false, fresh: false });
  return {
    ghost,
    stand,
    /** Drawn on empty time from the quarter that was pressed, downwards or upwards. */
    draw: (bayId: string, pressed: number, by: number): void => {
      const from = Math.max(scale.from, by < 0 ? pressed + by : pressed);
      const to = Math.min(scale.to, by < 0 ? pressed + quarterMs : pressed + Math.max(by, quarterMs));
      put({ bayId, from, to, own: true, drawing: true, fresh: true });
    },
    /** Dragged as it stands, from where it was when the press began. */
    drag: (origin: Ghost, grip: Grip, by: number, bayId: string | null): void => {
      const span = dragged(origin, grip, by, bayId ?? origin.bayId, scale);
      put({ ...span, own: origin.own || grip !== "whole", drawing: true, fresh: false });
    },
    settle: (): void => {
      if (now.current !== null) put({ ...now.current, drawing: false, fresh: false });
    },
    /** Another place, start or length, from the fields beside it. */
    change: (change: Partial<Pick<Ghost, "bayId" | "from" | "own">> & { minutes?: number }): void => {
      const before = now.current;
      if (before === null) return;
      const { minutes = (before.to - before.from) / minuteMs, ...rest } = change;
      const from = rest.from ?? before.from;
      put({ ...before, ...rest, from, to: from + minutes * minuteMs });
    },
    putBack: (to: Ghost | null): void => put(to),
    clear: (): void => put(null),
  };
};
