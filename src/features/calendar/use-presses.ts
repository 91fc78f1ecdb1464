"use client";

import type { PointerEvent, RefObject } from "react";
import type { BlockView } from "#/domain/appointment.ts";
import type { Grip } from "./hand.ts";
import type { useGhost } from "./use-ghost.ts";
import type { useHand } from "./use-hand.ts";
import { usePointer } from "./use-pointer.ts";

type PressesOptions = {
  grid: RefObject<HTMLElement | null>;
  hands: ReturnType<typeof useHand>;
  ghosts: ReturnType<typeof useGhost>;
  /** Moves that are on their way: what is sent is not taken in hand again. */
  pending: { has: (allocationId: string) => boolean };
  mayEdit: boolean;
};

/** What a press on the grid may become: a block that is dragged, a booking that is drawn, or one drawn that moves on. */
export const usePresses = ({ grid, hands, ghosts, pending, mayEdit }: PressesOptions) => {
  const press = usePointer(grid);
  const { ghost } = ghosts;
  return {
    onBlock: (event: PointerEvent, block: BlockView, grip: Grip): void => {
      if (pending.has(block.allocationId)) return;
      press(event, {
        onStart: () => hands.pickUp(block, "pointer", grip),
        onMove: hands.drag,
        onEnd: hands.drop,
        onCancel: hands.putBack,
      });
    },
    onEmpty: (event: PointerEvent, bayId: string, atMs: number): void => {
      if (!mayEdit) return;
      press(event, {
        onStart: () => ghosts.draw(bayId, atMs, 0),
        onMove: (by) => ghosts.draw(bayId, atMs, by),
        onEnd: ghosts.settle,
        onCancel: () => ghosts.putBack(ghost),
      });
    },
    onGhost: (event: PointerEvent, grip: Grip): void => {
      if (ghost === null) return;
      press(event, {
        onStart: () => ghosts.drag(ghost, grip, 0, null),
        onMove: (by, bayId) => ghosts.drag(ghost, grip, by, bayId),
        onEnd: ghosts.settle,
        onCancel: () => ghosts.putBack(ghost),
      });
    },
  };
};
