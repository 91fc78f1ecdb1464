"use client";

import { useCallback, useLayoutEffect, useRef } from "react";
import { flyHome } from "./fly-home.ts";

type Handles = {
  /** The box of a thing, which is dragged and flies home. */
  box: (id: string) => HTMLElement | null;
  /** What of it has the focus. */
  link: (id: string) => HTMLElement | null;
};

/**
 * Keeps the focus on a thing that is drawn anew elsewhere, and lets a refused one fly home. `held` is true while a
 * menu or a dialog has the focus. `handles` stand outside the component.
 */
export const useDrawnFocus = (held: boolean, { box, link }: Handles) => {
  const wanted = useRef<string | null>(null);
  const flights = useRef(new Map<string, DOMRect>());

  useLayoutEffect(() => {
    for (const [id, from] of flights.current) flyHome(box(id), from);
    flights.current.clear();
    if (wanted.current === null || held) return;
    const next = link(wanted.current);
    wanted.current = null;
    next?.focus();
  });

  /** Gives the focus to it when the page is next drawn. */
  const want = useCallback((id: string) => {
    wanted.current = id;
  }, []);
  /** The same, if it has the focus now. */
  const keep = useCallback(
    (id: string) => {
      if (box(id)?.contains(document.activeElement)) wanted.current = id;
    },
    [box],
  );
  /** Marks where a refused one stands now, for its flight home in the next drawing. */
  const depart = useCallback(
    (id: string) => {
      const standing = box(id);
      if (standing === null) return;
      flights.current.set(id, standing.getBoundingClientRect());
      keep(id);
    },
    [box, keep],
  );
  return { want, keep, depart };
};
