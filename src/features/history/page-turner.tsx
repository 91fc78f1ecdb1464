"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "#/components/ui/button.tsx";
import type { HistoryPage } from "#/domain/history.ts";
import { formatWhole } from "#/domain/money.ts";
import { type Address, type Change, writeCursor } from "./address.ts";
import { useHistoryCount } from "./use-history.ts";

/** Beneath the list: how many match, as far as they are counted, and the pages on either side. */
export function PageTurner({
  address,
  page,
  onTurn,
  words,
}: {
  address: Address;
  page: HistoryPage;
  onTurn: (to: Change) => void;
  words: { readonly previous: string; readonly next: string };
}) {
  const counted = useHistoryCount(address);
  const { previous, next } = page;
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-t bg-surface px-4 py-1.5 text-dense text-ink-2">
      <span aria-live="polite">
        {page.rows.length} shown
        {counted === null ? null : ` of ${formatWhole(counted.count)}${counted.more ? "+" : ""}`}
      </span>
      <nav aria-label="Pages of the list" className="ml-auto flex gap-2">
        <Button
          disabled={previous === null}
          onClick={previous ? () => onTurn({ before: writeCursor(previous) }) : undefined}
          size="sm"
        >
          <ChevronLeft aria-hidden size={14} strokeWidth={2} />
          {words.previous}
        </Button>
        <Button
          disabled={next === null}
          onClick={next ? () => onTurn({ after: writeCursor(next) }) : undefined}
          size="sm"
        >
          {words.next}
          <ChevronRight aria-hidden size={14} strokeWidth={2} />
        </Button>
      </nav>
    </div>
  );
}
