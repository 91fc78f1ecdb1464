"use client";

import { Download } from "lucide-react";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import superjson from "superjson";
import { FootBar, FootHint } from "#/components/shell/foot-bar.tsx";
import { Button, buttonClass } from "#/components/ui/button.tsx";
import { Choice } from "#/components/ui/filter-fields.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { useListPane } from "#/components/ui/use-list-pane.ts";
import type { HistoryFilter } from "#/domain/history.ts";
import type { HistoryColumn } from "#/domain/history-columns.ts";
import { columnsIn, isNarrowed, orderOf, wholeHistory } from "./address.ts";
import { ColumnsButton } from "./columns-button.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { HistoryTable } from "./history-table.tsx";
import { PageTurner } from "./page-turner.tsx";
import { useHistoryAddress, useHistoryPage } from "./use-history.ts";

/**
 * Every job card of the tenant by any filter; all of it stands in the address, and the file says what the list says.
 * `views` keeps and brings back filters, given by the page.
 */
export function HistoryScreen({ views }: { views: ReactNode }) {
  const router = useRouter();
  const { address, change, turn, look } = useHistoryAddress();
  const page = useHistoryPage(address);
  const columns = columnsIn(address);
  const { rows, onPointed } = useListPane({
    ids: page.rows.map(({ id }) => id),
    open: null,
    onOpen: (id) => (id === null ? undefined : router.push(`/job-cards/${id}`)),
    noun: "job card",
  });
  return (
    <>
      <PageHeader
        actions={
          <>
            {views}
            <Choice label="Order" onChange={(order) => change({ order })} value={address.order}>
              <option value="">Newest first</option>
              <option value="oldest">Oldest first</option>
            </Choice>
            <ColumnsButton columns={columns} onChange={look} />
            <a className={buttonClass("default", "md")} download href={fileOf(page.filter, columns)}>
              <Download aria-hidden size={15} strokeWidth={1.75} />
              CSV
            </a>
          </>
        }
        title="History"
      />
      <FilterBar address={address} onChange={change} />
      {page.rows.length === 0 ? (
        <EmptyState
          action={isNarrowed(address) ? <Button onClick={() => change(wholeHistory)}>Show all job cards</Button> : null}
          className="m-4 max-w-[520px]"
          title="No job card matches"
        >
          {isNarrowed(address)
            ? "Take a filter away, or choose a longer period."
            : "Each job card stands here from the moment it is opened."}
        </EmptyState>
      ) : (
        <>
          <HistoryTable columns={columns} onPointed={onPointed} ref={rows} rows={page.rows} stale={page.stale} />
          <PageTurner address={address} onTurn={turn} page={page} words={turns[orderOf(address)]} />
        </>
      )}
      <FootBar>
        <FootHint caps={["J", "K"]}>next, previous</FootHint>
        <FootHint caps={["↵"]}>open</FootHint>
      </FootBar>
    </>
  );
}

const turns = {
  newest: { previous: "Newer", next: "Older" },
  oldest: { previous: "Older", next: "Newer" },
} as const;

/** The file of exactly what is shown: the same filter, order and columns. */
const fileOf = (filter: HistoryFilter, columns: readonly HistoryColumn[]): string =>
  `/api/files/history?input=${encodeURIComponent(superjson.stringify({ filter, columns }))}`;
