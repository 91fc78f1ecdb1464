"use client";

import { useCallback, useState } from "react";
import type { BoardCardView } from "#/domain/job-card.ts";

const versionsOf = (cards: readonly BoardCardView[]): ReadonlyMap<string, number> =>
  new Map(cards.map(({ id, version }) => [id, version]));

/** Which cards someone else has changed or opened since they were last drawn, until `seen` is told. */
export const useNews = (cards: readonly BoardCardView[], isOwn: (card: BoardCardView) => boolean) => {
  const [state, setState] = useState(() => ({ cards, versions: versionsOf(cards), news: new Set<string>() }));
  if (state.cards !== cards) {
    const changed = cards.filter((card) => state.versions.get(card.id) !== card.version && !isOwn(card));
    setState({ cards, versions: versionsOf(cards), news: new Set([...state.news, ...changed.map(({ id }) => id)]) });
  }
  const seen = useCallback(
    (cardId: string) =>
      setState((before) => {
        if (!before.news.has(cardId)) return before;
        const news = new Set(before.news);
        news.delete(cardId);
        return { ...before, news };
      }),
    [],
  );
  return { news: state.news, seen };
};
