"use client";

import { useMutation, useQueryClient, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import type { SyncView } from "#/domain/accounting.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

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

const looks = {
  DONE: { shape: "tick", tone: "ok", word: "In the books" },
  FAILED: { shape: "octagon", tone: "bad", word: "Not in the books" },
  RUNNING: { shape: "arc", tone: "accent", word: "On its way" },
} as const;

const counted = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [count === 1 ? `1 ${one}` : `${count} ${many}`];

function Sync({ sync }: { sync: SyncView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const mayEdit = useMay("settings.edit");
  const retry = useMutation(trpc.connection.retry.mutationOptions());
  const [refusal, setRefusal] = useState<string | null>(null);
  const { shape, tone, word } = looks[sync.state];
  const again = async (): Promise<void> => {
    setRefusal(null);
    try {
      await retry.mutateAsync({ invoiceId: sync.invoiceId, idempotencyKey: uuidv7() });
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    await queries.invalidateQueries(trpc.connection.pathFilter());
  };
  const withIt = [
    ...counted(sync.payments, "payment", "payments"),
    ...counted(sync.creditNotes, "credit note", "credit notes"),
  ];
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 py-2">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-2">
          <Glyph shape={shape} tone={tone} />
          <span>{word}</span>
          <TextLink href={`/invoices/${sync.invoiceId}`}>{sync.number}</TextLink>
          {withIt.length > 0 ? <span className="text-ink-2">with {withIt.join(" and ")}</span> : null}
        </p>
        <p className="text-dense text-ink-2">
          Last tried {formatMoment(sync.attemptedAt, branch.zone, now)}
          {sync.attempts > 1 ? `, ${sync.attempts} times in all` : ""}
        </p>
        {sync.state === "FAILED" && sync.error ? <p className="text-bad">{sync.error}</p> : null}
        {refusal ? (
          <p className="text-bad" role="alert">
            {refusal}
          </p>
        ) : null}
      </div>
      {mayEdit && sync.state === "FAILED" ? (
        <Button
          aria-label={`Retry ${sync.number}`}
          busy={retry.isPending && "Asking"}
          onClick={() => void again()}
          size="sm"
        >
          Retry
        </Button>
      ) : null}
    </li>
  );
}
