"use client";

import { useMutation, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { TextLink } from "#/components/ui/link.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { type CrmKind, type CrmSyncView, crmKindWords, crmWord } from "#/domain/crm.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { SyncRow } from "./sync-row.tsx";

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

const words = { DONE: "There", FAILED: "Not there", RUNNING: "On its way" } as const;

const places: Readonly<Record<CrmKind, string>> = { CONTACT: "/customers", VEHICLE: "/vehicles", DEAL: "/job-cards" };

function Sync({ sync }: { sync: CrmSyncView }) {
  const trpc = useTRPC();
  const retry = useMutation(trpc.connection.retryCrm.mutationOptions());
  const { kind, sourceId, title: name } = sync;
  return (
    <SyncRow
      onRetry={(key) => retry.mutateAsync({ kind, sourceId, ...key })}
      retrying={retry.isPending}
      sync={sync}
      title={name}
      words={words}
    >
      <span className="text-ink-2">{crmKindWords[kind]}</span>
      <TextLink href={`${places[kind]}/${sourceId}`}>{name}</TextLink>
    </SyncRow>
  );
}
