"use client";

import { useCallback, useState } from "react";

type News<Item> = {
  id: (item: Item) => string;
  /** Differs when somebody has changed it. */
  mark: (item: Item) => string | number;
  /** Whether the change is this person's own. */
  own: (item: Item) => boolean;
};

const marksOf = <Item>(items: readonly Item[], { id, mark }: News<Item>): ReadonlyMap<string, string | number> =>
  new Map(items.map((item) => [id(item), mark(item)]));

/** Which items someone else has changed or brought since they were last drawn, until `seen` is told. */
export const useNews = <Item>(items: readonly Item[], of: News<Item>) => {
  const [state, setState] = useState(() => ({ items, marks: marksOf(items, of), news: new Set<string>() }));
  if (state.items !== items) {
    const changed = items.filter((item) => state.marks.get(of.id(item)) !== of.mark(item) && !of.own(item));
    setState({ items, marks: marksOf(items, of), news: new Set([...state.news, ...changed.map(of.id)]) });
  }
  const seen = useCallback(
    (id: string) =>
      setState((before) => {
        if (!before.news.has(id)) return before;
        const news = new Set(before.news);
        news.delete(id);
        return { ...before, news };
      }),
    [],
  );
  return { news: state.news, seen };
};
