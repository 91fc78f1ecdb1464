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
import { type CrmKind, type CrmSyncView, crmKindWords, crmWord } from "#/domain/crm.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

const title = `Told to ${crmWord}`;

/** Each customer, vehicle and job that the CRM was told of: when last, and why not. */
export function CrmList() {
  const trpc = useTRPC();
  const pages = useSuspenseInfiniteQuery(
    trpc.connection.crmSyncs.infiniteQueryOptions({}, { getNextPageParam: ({ next }) => next }),
  );
  const syncs = pages.data.pages.flatMap((page) => page.syncs);
  return (
    <Panel>
      <PanelHead title={title} />
      <ul aria-label={title} className="divide-y divide-line border-t">
        {syncs.length === 0 ? (
          <li>
            <EmptyState className="m-4" title="Nothing has gone there yet">
              Each customer, vehicle and job stands here from the first change after connecting.
            </EmptyState>
          </li>
        ) : null}
        {syncs.map((sync) => (
          <Sync key={`${sync.kind} ${sync.sourceId}`} sync={sync} />
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
        {syncs.length} {syncs.length === 1 ? "record" : "records"} shown
      </ListFoot>
    </Panel>
  );
}

const looks = {
  DONE: { shape: "tick", tone: "ok", word: "There" },
  FAILED: { shape: "octagon", tone: "bad", word: "Not there" },
  RUNNING: { shape: "arc", tone: "accent", word: "On its way" },
} as const;

const places: Readonly<Record<CrmKind, string>> = { CONTACT: "/customers", VEHICLE: "/vehicles", DEAL: "/job-cards" };

function Sync({ sync }: { sync: CrmSyncView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const mayEdit = useMay("settings.edit");
  const retry = useMutation(trpc.connection.retryCrm.mutationOptions());
  const [refusal, setRefusal] = useState<string | null>(null);
  const { kind, sourceId } = sync;
  const { shape, tone, word } = looks[sync.state];
  const again = async (): Promise<void> => {
    setRefusal(null);
    try {
      await retry.mutateAsync({ kind, sourceId, idempotencyKey: uuidv7() });
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    await queries.invalidateQueries(trpc.connection.pathFilter());
  };
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 py-2">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-2">
          <Glyph shape={shape} tone={tone} />
          <span>{word}</span>
          <span className="text-ink-2">{crmKindWords[kind]}</span>
          <TextLink href={`${places[kind]}/${sourceId}`}>{sync.title}</TextLink>
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
          aria-label={`Retry ${sync.title}`}
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
