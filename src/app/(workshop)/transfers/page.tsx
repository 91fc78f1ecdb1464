import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { ListSkeleton } from "#/components/ui/list-skeleton.tsx";
import { transferLists } from "#/domain/stock-transfer.ts";
import { TransfersScreen } from "#/features/transfers/transfers-screen.tsx";
import { HydrateClient, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";

export const metadata: Metadata = { title: "Transfers" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What the branch on screen sends to others and is sent; `?show=` narrows it. */
export default async function TransfersPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("part.read")) notFound();
  const [{ branch }, { show }] = await Promise.all([shellFacts(), searchParams]);
  const asked = { branchId: branch.id, show: transferLists.find((known) => known === show) ?? "open" };
  prefetchPages(trpc.stockTransfer.list.infiniteQueryOptions(asked, { getNextPageParam: ({ next }) => next }));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={<ListSkeleton firstColumn="Transfer" label="Transfers are loading" title="Transfers" />}>
          <TransfersScreen branchId={branch.id} key={branch.id} />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
