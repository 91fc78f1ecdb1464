import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { ListSkeleton } from "#/components/ui/list-skeleton.tsx";
import { CountsScreen } from "#/features/stock-counts/counts-screen.tsx";
import { HydrateClient, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";

export const metadata: Metadata = { title: "Stock counts" };

/** The counts of the branch that is on screen. */
export default async function StockCountsPage() {
  const { permissions } = await viewer();
  if (!permissions.has("part.read")) notFound();
  const { branch } = await shellFacts();
  prefetchPages(
    trpc.stockCount.list.infiniteQueryOptions({ branchId: branch.id }, { getNextPageParam: ({ next }) => next }),
  );
  return (
    <HydrateClient>
      <Suspense fallback={<ListSkeleton firstColumn="Count" label="Stock counts are loading" title="Stock counts" />}>
        <CountsScreen branchId={branch.id} key={branch.id} />
      </Suspense>
    </HydrateClient>
  );
}
