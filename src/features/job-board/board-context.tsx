"use client";

import { createContext, type ReactNode, use } from "react";
import type { BoardCardView, BoardView } from "#/domain/job-card.ts";
import type { Fix } from "./refusal.ts";

export type CardMenuKind = "all" | "move" | "assign";

/** What every card needs to know of the board around it. */
export type BoardFacts = {
  branch: BoardView["branch"];
  nowMs: number;
  may: { move: boolean; assign: boolean; place: boolean };
  openMenu: (card: BoardCardView, kind: CardMenuKind, anchor: Element) => void;
  takeFix: (card: BoardCardView, fix: Fix) => void;
  dismissRefusal: (cardId: string) => void;
};

const Facts = createContext<BoardFacts | null>(null);

export function BoardProvider({ facts, children }: { facts: BoardFacts; children: ReactNode }) {
  return <Facts value={facts}>{children}</Facts>;
}

/** Throws outside the board. */
export const useBoardFacts = (): BoardFacts => {
  const facts = use(Facts);
  if (facts === null) throw new Error("useBoardFacts is for parts of the board");
  return facts;
};
