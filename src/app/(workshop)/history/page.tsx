import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { addressOf, askedOf, viewParameters } from "#/features/history/address.ts";
import { HistoryScreen } from "#/features/history/history-screen.tsx";
import { HistorySkeleton } from "#/features/history/history-skeleton.tsx";
import { ViewsButton } from "#/features/saved-views/views-button.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";

export const metadata: Metadata = { title: "History" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Every job card by any filter; what is shown stands in the address. */
export default async function HistoryPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("history.read")) notFound();
  const { branch, branches, renderedAt } = await shellFacts();
  const address = addressOf(await searchParams);
  const where = { branch, branches, now: new Date(renderedAt) };
  prefetch(trpc.history.list.queryOptions(askedOf(address, where)));
  prefetch(trpc.savedView.list.queryOptions({ page: "history" }));
  prefetch(trpc.history.people.queryOptions());
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={<HistorySkeleton />}>
          <HistoryScreen views={<ViewsButton page="history" parameters={viewParameters} />} />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
