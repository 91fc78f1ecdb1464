"use client";

import { Ban } from "lucide-react";
import type { ReactNode } from "react";
import { CardColumn } from "#/components/ui/card-column.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import { jobCardStatusWords } from "#/domain/transitions.ts";
import type { BoardStatus } from "./board-model.ts";
import { columnId } from "./card-elements.ts";

/** How a column stands to the card in hand: takes it, is under it, says why not. */
export type Landing = { state: "none" | "plain" | "over" } | { state: "closed"; reason: string };

/** A status of the board with its cards. */
export function Column({
  status,
  count,
  summary,
  waiting,
  onShowWaiting,
  landing,
  handlers,
  children,
}: {
  status: BoardStatus;
  count: number;
  /** Line two while nothing is in hand: "4.0 h of work". */
  summary: string;
  /** Changes of others that are kept back. */
  waiting: number;
  onShowWaiting: () => void;
  landing: Landing;
  handlers: object;
  children: ReactNode;
}) {
  return (
    <CardColumn
      closed={landing.state === "closed"}
      count={count}
      handlers={handlers}
      id={columnId(status)}
      line={
        landing.state === "closed" ? (
          <>
            <Ban aria-hidden className="shrink-0" size={13} strokeWidth={2} />
            <span className="truncate">{landing.reason}</span>
          </>
        ) : (
          <span className="truncate">{summary}</span>
        )
      }
      mark={<StatusGlyph decorative status={status} />}
      onShowWaiting={onShowWaiting}
      over={landing.state === "over"}
      status={status}
      title={jobCardStatusWords[status]}
      waiting={waiting}
    >
      {children}
    </CardColumn>
  );
}

/**
 * Where the card in hand would stand. At the end of the column it is a slot; between cards it is a mark in the gap,
 * because nothing may move while one aims.
 */
export function LandingMark({ last, children }: { last: boolean; children: ReactNode }) {
  if (last)
    return (
      <li className="flex h-9 shrink-0 items-center rounded-control border border-accent border-dashed bg-surface gap-2 px-2.5 font-medium text-accent-text">
        {children}
      </li>
    );
  return (
    <li aria-hidden className="relative -my-1 h-0">
      <span className="absolute inset-x-0 -top-[1.5px] h-[3px] rounded-full bg-accent" />
    </li>
  );
}
