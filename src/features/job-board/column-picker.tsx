"use client";

import { useEffect, useState } from "react";
import { cn } from "#/components/ui/cn.ts";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import type { BoardCardView } from "#/domain/job-card.ts";
import { jobCardStatusWords } from "#/domain/transitions.ts";
import { type BoardStatus, boardStatuses, isBoardStatus, type PerColumn } from "./board-model.ts";
import { columnId } from "./card-elements.ts";

/** On a phone: which column is in view, and one press to each of the others. */
export function ColumnPicker({ columns }: { columns: PerColumn<readonly BoardCardView[]> }) {
  const inView = useColumnInView();
  return (
    <nav aria-label="Columns" className="flex shrink-0 px-4 pb-2 sm:hidden" data-print="hide">
      {boardStatuses.map((status) => (
        <button
          aria-current={inView === status ? "true" : undefined}
          className={cn(
            "press flex h-11 flex-1 items-center justify-center gap-1.5 border-line border-b-2 text-dense text-ink-2",
            inView === status && "border-accent font-strong text-ink",
          )}
          key={status}
          onClick={() =>
            document
              .getElementById(columnId(status))
              ?.scrollIntoView({ behavior: "smooth", inline: "center", block: "nearest" })
          }
          type="button"
        >
          <StatusGlyph decorative status={status} />
          <span className="sr-only">{jobCardStatusWords[status]}</span>
          {columns[status].length}
        </button>
      ))}
    </nav>
  );
}

const useColumnInView = (): BoardStatus => {
  const [inView, setInView] = useState<BoardStatus>("CHECKED_IN");
  useEffect(() => {
    const watch = new IntersectionObserver(
      (entries) => {
        const first = entries.find((entry) => entry.isIntersecting);
        const status = first?.target instanceof HTMLElement ? first.target.dataset.status : undefined;
        if (isBoardStatus(status)) setInView(status);
      },
      { root: document.querySelector("[data-board-strip]"), threshold: 0.6 },
    );
    for (const status of boardStatuses) {
      const column = document.getElementById(columnId(status));
      if (column) watch.observe(column);
    }
    return () => watch.disconnect();
  }, []);
  return inView;
};
