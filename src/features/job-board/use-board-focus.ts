"use client";

import { useCallback, useLayoutEffect, useRef } from "react";
import { cardBox, cardLink, flyHome } from "./card-elements.ts";

/**
 * Keeps the focus on a card that is drawn anew in another column, and lets a refused one fly home. `held` is true
 * while a menu or a dialog has the focus.
 */
export const useBoardFocus = (held: boolean) => {
  const wanted = useRef<string | null>(null);
  const flights = useRef(new Map<string, DOMRect>());

  useLayoutEffect(() => {
    for (const [cardId, from] of flights.current) flyHome(cardId, from);
    flights.current.clear();
    if (wanted.current === null || held) return;
    const link = cardLink(wanted.current);
    wanted.current = null;
    link?.focus();
  });

  /** Gives the focus to the card when the page is next drawn. */
  const want = useCallback((cardId: string) => {
    wanted.current = cardId;
  }, []);
  /** The same, if the card has the focus now. */
  const keep = useCallback((cardId: string) => {
    if (cardBox(cardId)?.contains(document.activeElement)) wanted.current = cardId;
  }, []);
  /** Marks where a refused card stands now, for its flight home in the next drawing. */
  const depart = useCallback(
    (cardId: string) => {
      const box = cardBox(cardId);
      if (box === null) return;
      flights.current.set(cardId, box.getBoundingClientRect());
      keep(cardId);
    },
    [keep],
  );
  return { want, keep, depart };
};
