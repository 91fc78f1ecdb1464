import type { Metadata } from "next";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { filterOf, searchOf } from "#/features/parts/address.ts";
import { PartsScreen } from "#/features/parts/parts-screen.tsx";
import { PartsSkeleton } from "#/features/parts/parts-skeleton.tsx";
import { HydrateClient, prefetch, trpc } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";

export const metadata: Metadata = { title: "Parts" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** A branch's parts; `?part=` opens one beside the list. */
export default async function PartsPage({ searchParams }: Props) {
  const { branch } = await shellFacts();
  const { search, show } = await searchParams;
  const asked = { search: searchOf(first(search)), filter: filterOf(first(show)) };
  prefetch(trpc.part.list.queryOptions({ branchId: branch.id, ...asked, after: null }));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={<PartsSkeleton />}>
          <PartsScreen branchId={branch.id} key={branch.id} />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
