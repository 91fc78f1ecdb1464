"use client";

import { useMutation, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { TextLink } from "#/components/ui/link.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import type { SyncView } from "#/domain/accounting.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { SyncRow } from "./sync-row.tsx";

/** Each invoice that was brought to the books: with what, when last, and why not. */
export function SyncList() {
  const trpc = useTRPC();
  const pages = useSuspenseInfiniteQuery(
    trpc.connection.syncs.infiniteQueryOptions({}, { getNextPageParam: ({ next }) => next }),
  );
  const syncs = pages.data.pages.flatMap((page) => page.syncs);
  return (
    <Panel>
      <PanelHead title="Invoices in the books" />
      <ul aria-label="Invoices in the books" className="divide-y divide-line border-t">
        {syncs.length === 0 ? (
          <li>
            <EmptyState className="m-4" title="No invoice has gone there yet">
              Each invoice stands here from its first way there, with its payments and credit notes. Those from before
              the connection go there when they are asked for.
            </EmptyState>
          </li>
        ) : null}
        {syncs.map((sync) => (
          <Sync key={sync.invoiceId} sync={sync} />
        ))}
      </ul>
      <ListFoot
        className="border-t"
        failed={
          pages.isFetchNextPageError
            ? { sentence: errorOf(pages.error)?.sentence ?? "", again: () => void pages.fetchNextPage() }
            : null
        }
        loading={pages.isFetchingNextPage}
        loadMore={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
      >
        {syncs.length} {syncs.length === 1 ? "invoice" : "invoices"} shown
      </ListFoot>
    </Panel>
  );
}

const words = { DONE: "In the books", FAILED: "Not in the books", RUNNING: "On its way" } as const;

const counted = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [count === 1 ? `1 ${one}` : `${count} ${many}`];

function Sync({ sync }: { sync: SyncView }) {
  const trpc = useTRPC();
  const retry = useMutation(trpc.connection.retry.mutationOptions());
  const { invoiceId, number } = sync;
  const withIt = [
    ...counted(sync.payments, "payment", "payments"),
    ...counted(sync.creditNotes, "credit note", "credit notes"),
  ];
  return (
    <SyncRow
      onRetry={(key) => retry.mutateAsync({ invoiceId, ...key })}
      retrying={retry.isPending}
      sync={sync}
      title={number}
      words={words}
    >
      <TextLink href={`/invoices/${invoiceId}`}>{number}</TextLink>
      {withIt.length > 0 ? <span className="text-ink-2">with {withIt.join(" and ")}</span> : null}
    </SyncRow>
  );
}
