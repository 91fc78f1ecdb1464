import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { ListSkeleton } from "#/components/ui/list-skeleton.tsx";
import { coreLists } from "#/domain/core.ts";
import { id } from "#/domain/fields.ts";
import { CoresScreen } from "#/features/cores/cores-screen.tsx";
import { HydrateClient, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";

export const metadata: Metadata = { title: "Cores owed" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What suppliers owe the branch on screen for old units; `?show=` and `?supplier=` narrow it. */
export default async function CoresPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("purchase_order.read")) notFound();
  const [{ branch }, { show, supplier }] = await Promise.all([shellFacts(), searchParams]);
  const asked = {
    branchId: branch.id,
    show: coreLists.find((known) => known === show) ?? "open",
    supplierId: id.safeParse(supplier).data ?? null,
  };
  prefetchPages(trpc.core.list.infiniteQueryOptions(asked, { getNextPageParam: ({ next }) => next }));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={<ListSkeleton firstColumn="Part" label="Cores are loading" title="Cores owed" />}>
          <CoresScreen branchId={branch.id} key={branch.id} />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
