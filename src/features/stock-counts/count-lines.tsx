"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import type { CountFilter, CountLineView, StockCountView } from "#/domain/stock-count.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { AddPart } from "./add-part.tsx";
import { CountRow, countFieldId } from "./count-row.tsx";
import { partsWords } from "./count-text.ts";

const none: Readonly<Record<CountFilter, string>> = {
  open: "Every part here is counted",
  counted: "No part here is counted yet",
  differing: "Nothing differs here",
  all: "No part here",
};

/**
 * The lines of a sheet, page after page. A line that somebody has just counted stays where it is, though it belongs to this
 * list no more: the next field must not slide away under the finger.
 */
export function CountLines({ count, show, search }: { count: StockCountView; show: CountFilter; search: string }) {
  const trpc = useTRPC();
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const mayCount = useMay("stock.count");
  const pages = useSuspenseInfiniteQuery(
    trpc.stockCount.lines.infiniteQueryOptions(
      { stockCountId: count.id, show, search },
      { getNextPageParam: ({ next }) => next },
    ),
  );
  const [kept, setKept] = useState<ReadonlyMap<string, CountLineView>>(new Map());
  const [added, setAdded] = useState<CountLineView | null>(null);
  const keep = (line: CountLineView) => setKept((before) => new Map(before).set(line.partId, line));
  useEffect(() => {
    if (added !== null) document.getElementById(countFieldId(added.partId))?.focus();
  }, [added]);
  const lines = new Map(kept);
  for (const line of pages.data.pages.flatMap((page) => page.lines)) {
    const own = kept.get(line.partId);
    lines.set(line.partId, own !== undefined && own.version > line.version ? own : line);
  }
  const shown = [...lines.values()].sort((a, b) => a.position - b.position);
  const failure = pages.isFetchNextPageError ? errorOf(pages.error) : null;
  const total = pages.data.pages[0]?.total ?? 0;
  const add =
    mayCount && count.status === "OPEN" ? (
      <AddPart
        count={count}
        onAdded={(line) => {
          keep(line);
          setAdded(line);
        }}
      />
    ) : null;
  if (shown.length === 0)
    return (
      <>
        {add}
        <EmptyState className="max-w-[520px]" title={none[show]}>
          {search === "" ? "Choose another list above." : "Number, name and bin are searched."}
        </EmptyState>
      </>
    );
  return (
    <>
      {add}
      <ul aria-label="Parts to count" className="max-w-[860px] rounded-control border bg-surface">
        {shown.map((line) => (
          <CountRow count={count} key={line.partId} line={line} mayCount={mayCount} now={now} onSaved={keep} />
        ))}
      </ul>
      <ListFoot
        failed={failure ? { sentence: failure.sentence, again: () => void pages.fetchNextPage() } : null}
        loading={pages.isFetchingNextPage}
        loadMore={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
      >
        {shown.length < total ? `${shown.length} of ${partsWords(total)}` : partsWords(shown.length)}
      </ListFoot>
    </>
  );
}
