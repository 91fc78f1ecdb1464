"use client";

import { type PointerEvent as ReactPointerEvent, useEffect, useRef } from "react";
import { bayAt } from "./block-elements.ts";
import { msOfDrag } from "./scale.ts";

/** A press that moves this far is a drag, not a click. */
const slackPx = 5;
/** A finger that rests this long picks up; one that moves before scrolls. */
const holdMs = 220;
const fingerSlackPx = 8;

export type Drag = {
  /** The press has become a drag. */
  onStart: () => void;
  /** How far, in ms of the grid, and over which bay. */
  onMove: (byMs: number, bayId: string | null) => void;
  onEnd: () => void;
  onCancel: () => void;
};

/**
 * Dragging by mouse, pen and finger, for whatever is pressed. Listens to the whole window while it lasts, so that the
 * pointer may leave the grid, and counts what is scrolled meanwhile.
 */
export const usePointer = (grid: { current: HTMLElement | null }) => {
  const end = useRef<(() => void) | null>(null);
  useEffect(() => () => end.current?.(), []);

  /** Begins with a press of the first button; `drag` hears of it once it is one. */
  const press = (event: ReactPointerEvent, drag: Drag): void => {
    if (event.button !== 0 || end.current !== null) return;
    const { clientX, clientY, pointerId, pointerType } = event;
    const scrolled = () => grid.current?.scrollTop ?? 0;
    const from = { x: clientX, y: clientY, scroll: scrolled() };
    const byFinger = pointerType === "touch";
    const ended = new AbortController();
    const { signal } = ended;
    let last = from;
    let dragging = false;
    let resting: ReturnType<typeof setTimeout> | undefined;

    const finish = (): void => {
      clearTimeout(resting);
      ended.abort();
      end.current = null;
    };
    const begin = (): void => {
      dragging = true;
      drag.onStart();
    };
    const tell = (): void => drag.onMove(msOfDrag(last.y - from.y + scrolled() - from.scroll), bayAt(last.x));
    end.current = () => {
      finish();
      if (dragging) drag.onCancel();
    };
    if (byFinger) resting = setTimeout(begin, holdMs);

    window.addEventListener(
      "pointermove",
      (move) => {
        if (move.pointerId !== pointerId) return;
        last = { x: move.clientX, y: move.clientY, scroll: scrolled() };
        const far = Math.hypot(last.x - from.x, last.y - from.y);
        if (!dragging && byFinger && far > fingerSlackPx) return finish();
        if (!dragging && !byFinger && far >= slackPx) begin();
        if (dragging) tell();
      },
      { signal },
    );
    window.addEventListener(
      "pointerup",
      (up) => {
        if (up.pointerId !== pointerId) return;
        finish();
        if (!dragging) return;
        // The click that follows a drag is none.
        window.addEventListener("click", swallow, { capture: true, once: true });
        setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
        drag.onEnd();
      },
      { signal },
    );
    window.addEventListener("pointercancel", () => end.current?.(), { signal });
    // A finger that drags does not scroll as well.
    window.addEventListener("touchmove", (move) => (dragging ? move.preventDefault() : undefined), {
      signal,
      passive: false,
    });
    grid.current?.addEventListener("scroll", () => (dragging ? tell() : undefined), { signal });
    window.addEventListener(
      "keydown",
      (key) => {
        if (!dragging || key.key !== "Escape") return;
        key.preventDefault();
        key.stopPropagation();
        end.current?.();
      },
      { signal, capture: true },
    );
  };
  return press;
};

const swallow = (event: MouseEvent): void => {
  event.preventDefault();
  event.stopPropagation();
};
