"use client";

import { useState } from "react";
import type { BoardCardView } from "#/domain/job-card.ts";
import type { BoardStatus } from "./board-model.ts";
import { type Layout, layOut, settle } from "./settle.ts";

/** What stands where, renewed when cards or hands change; see `settle`. */
export const useLayout = (
  cards: readonly BoardCardView[],
  held: ReadonlySet<BoardStatus>,
  moved: ReadonlyMap<string, string>,
): Layout => {
  const [state, setState] = useState(() => ({ cards, held, moved, layout: layOut(cards) }));
  if (state.cards === cards && state.held === held && state.moved === moved) return state.layout;
  const next = { cards, held, moved, layout: settle(state.layout, cards, held, moved) };
  setState(next);
  return next.layout;
};
