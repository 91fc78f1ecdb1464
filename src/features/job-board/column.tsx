"use client";

import { Ban } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { cn } from "#/components/ui/cn.ts";
import { LinkButton } from "#/components/ui/link.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import { jobCardStatusWords } from "#/domain/transitions.ts";
import type { BoardStatus } from "./board-model.ts";
import { columnId } from "./card-elements.ts";

/** How a column stands to the card in hand: takes it, is under it, says why not. */
export type Landing = { state: "none" | "plain" | "over" } | { state: "closed"; reason: string };

/** Head of two lines, cards that scroll by themselves, and how many are out of sight. */
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
  const { list, onScroll, below, showMore } = useBelow(count);
  const over = landing.state === "over";
  return (
    <section
      {...handlers}
      aria-labelledby={`${columnId(status)}-title`}
      className={cn(
        "relative flex min-h-0 min-w-[188px] flex-1 snap-center flex-col rounded-panel bg-sunken max-sm:w-[calc(100vw-56px)] max-sm:flex-none",
        over && "bg-accent-soft outline-2 outline-accent -outline-offset-2",
      )}
      data-status={status}
      id={columnId(status)}
    >
      <header className="flex h-[52px] shrink-0 flex-col justify-center px-2.5">
        <h2
          className={cn("flex h-[18px] items-center gap-2 font-strong", landing.state === "closed" && "text-ink-2")}
          id={`${columnId(status)}-title`}
        >
          <StatusGlyph decorative status={status} />
          {jobCardStatusWords[status]}
          <span className="font-normal text-ink-3">{count}</span>
          {waiting > 0 ? (
            <LinkButton className="ml-auto text-dense font-medium text-note" onClick={onShowWaiting}>
              {waiting === 1 ? "1 change" : `${waiting} changes`}
            </LinkButton>
          ) : null}
        </h2>
        <p className="flex h-[18px] items-center gap-1.5 truncate pl-[22px] text-dense text-ink-3">
          {landing.state === "closed" ? (
            <>
              <Ban aria-hidden className="shrink-0" size={13} strokeWidth={2} />
              <span className="truncate">{landing.reason}</span>
            </>
          ) : (
            <span className="truncate">{summary}</span>
          )}
        </p>
      </header>
      <ul
        aria-labelledby={`${columnId(status)}-title`}
        className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto overscroll-y-contain px-1.5 pt-0.5 pb-2 [scrollbar-width:none]"
        data-print="flow"
        onScroll={onScroll}
        ref={list}
      >
        {children}
      </ul>
      {below > 0 ? (
        <button
          className="press shrink-0 rounded-b-panel border-t bg-sunken py-1 text-center text-dense text-ink-3 hover:text-ink pointer-coarse:py-3"
          onClick={showMore}
          tabIndex={-1}
          type="button"
        >
          {below} more
        </button>
      ) : null}
    </section>
  );
}

/** How many cards lie below the fold of the list. */
const useBelow = (count: number) => {
  const list = useRef<HTMLUListElement>(null);
  const [below, setBelow] = useState(0);
  const look = useCallback(() => {
    const box = list.current;
    if (box === null) return;
    const fold = box.getBoundingClientRect().bottom;
    const cards = box.querySelectorAll("article");
    setBelow([...cards].filter((card) => card.getBoundingClientRect().bottom > fold + 40).length);
  }, []);
  useEffect(() => {
    const box = list.current;
    if (box === null) return;
    const watch = new ResizeObserver(look);
    watch.observe(box);
    return () => watch.disconnect();
  }, [look]);
  useEffect(() => {
    if (count >= 0) look();
  }, [look, count]);
  const showMore = () => list.current?.scrollBy({ top: list.current.clientHeight * 0.8, behavior: "smooth" });
  return { list, onScroll: look, below, showMore };
};

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
