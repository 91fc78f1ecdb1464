import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { ListSkeleton } from "#/components/ui/list-skeleton.tsx";
import { returnLists } from "#/domain/supplier-return.ts";
import { ReturnsScreen } from "#/features/supplier-returns/returns-screen.tsx";
import { HydrateClient, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";

export const metadata: Metadata = { title: "Returns to suppliers" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What the branch on screen sends back to suppliers; `?show=` narrows it. */
export default async function SupplierReturnsPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("purchase_order.read")) notFound();
  const [{ branch }, { show }] = await Promise.all([shellFacts(), searchParams]);
  const asked = { branchId: branch.id, show: returnLists.find((known) => known === show) ?? "open" };
  prefetchPages(trpc.supplierReturn.list.infiniteQueryOptions(asked, { getNextPageParam: ({ next }) => next }));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense
          fallback={
            <ListSkeleton firstColumn="Return" label="Returns to suppliers are loading" title="Returns to suppliers" />
          }
        >
          <ReturnsScreen branchId={branch.id} key={branch.id} />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
