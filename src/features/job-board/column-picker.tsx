"use client";

import { useEffect, useState } from "react";
import { cn } from "#/components/ui/cn.ts";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import type { BoardCardView } from "#/domain/job-card.ts";
import { jobCardStatusWords } from "#/domain/transitions.ts";
import { boardStatuses, type PerColumn } from "./board-model.ts";
import { columnId } from "./card-elements.ts";

/** On a phone: which column is in view, and one press to each of the others. `booked` is null where there is no such column. */
export function ColumnPicker({
  columns,
  booked,
}: {
  columns: PerColumn<readonly BoardCardView[]>;
  booked: number | null;
}) {
  const entries = [
    ...(booked === null ? [] : [{ status: "BOOKED" as const, word: "Booked", count: booked }]),
    ...boardStatuses.map((status) => ({
      status,
      word: jobCardStatusWords[status],
      count: columns[status].length,
    })),
  ];
  const inView = useColumnInView(entries.map(({ status }) => status).join(" "));
  return (
    <nav aria-label="Columns" className="flex shrink-0 px-4 pb-2 sm:hidden" data-print="hide">
      {entries.map(({ status, word, count }) => (
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
          <span className="sr-only">{word}</span>
          {count}
        </button>
      ))}
    </nav>
  );
}

/** Of these columns, the one that fills the strip. */
const useColumnInView = (statuses: string): string | undefined => {
  const [inView, setInView] = useState(statuses.split(" ")[0]);
  useEffect(() => {
    const watch = new IntersectionObserver(
      (entries) => {
        const first = entries.find((entry) => entry.isIntersecting);
        if (first?.target instanceof HTMLElement) setInView(first.target.dataset.status);
      },
      { root: document.querySelector("[data-board-strip]"), threshold: 0.6 },
    );
    for (const status of statuses.split(" ")) {
      const column = document.getElementById(columnId(status));
      if (column) watch.observe(column);
    }
    return () => watch.disconnect();
  }, [statuses]);
  return inView;
};
