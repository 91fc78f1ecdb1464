"use client";

import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { cn } from "#/components/ui/cn.ts";
import { LinkButton } from "#/components/ui/link.tsx";

/** Head of two lines, cards that scroll by themselves, and how many are out of sight. */
export function CardColumn({
  id,
  status,
  title,
  mark,
  count,
  line,
  waiting = 0,
  onShowWaiting,
  over = false,
  closed = false,
  handlers,
  children,
}: {
  id: string;
  /** Told to whoever looks for the column in view. */
  status: string;
  title: string;
  mark: ReactNode;
  count: number;
  /** Line two of the head. */
  line: ReactNode;
  /** Changes of others that are kept back. */
  waiting?: number;
  onShowWaiting?: () => void;
  /** Something in hand would land here. */
  over?: boolean;
  /** Something in hand may not land here. */
  closed?: boolean;
  handlers?: object;
  children: ReactNode;
}) {
  const { list, onScroll, below, showMore } = useBelow(count);
  return (
    <section
      {...handlers}
      aria-labelledby={`${id}-title`}
      className={cn(
        "relative flex min-h-0 min-w-[188px] flex-1 snap-center flex-col rounded-panel bg-sunken max-sm:w-[calc(100vw-56px)] max-sm:flex-none",
        over && "bg-accent-soft outline-2 outline-accent -outline-offset-2",
      )}
      data-status={status}
      id={id}
    >
      <header className="flex h-[52px] shrink-0 flex-col justify-center px-2.5">
        <h2 className={cn("flex h-[18px] items-center gap-2 font-strong", closed && "text-ink-2")} id={`${id}-title`}>
          {mark}
          {title}
          <span className="font-normal text-ink-3">{count}</span>
          {waiting > 0 ? (
            <LinkButton className="ml-auto text-dense font-medium text-note" onClick={onShowWaiting}>
              {waiting === 1 ? "1 change" : `${waiting} changes`}
            </LinkButton>
          ) : null}
        </h2>
        <p className="flex h-[18px] items-center gap-1.5 truncate pl-[22px] text-dense text-ink-3">{line}</p>
      </header>
      <ul
        aria-labelledby={`${id}-title`}
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
