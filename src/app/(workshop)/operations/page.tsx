import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { id } from "#/domain/fields.ts";
import { addressOf, askedOf } from "#/features/operations/address.ts";
import { ConsistencyBoard, ConsistencySkeleton } from "#/features/operations/consistency-board.tsx";
import { Figures, FiguresSkeleton } from "#/features/operations/figures.tsx";
import { OperationsFoot, RunsCard } from "#/features/operations/operations-screen.tsx";
import { RunsSkeleton } from "#/features/operations/runs-skeleton.tsx";
import { HydrateClient, prefetch, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";

export const metadata: Metadata = { title: "Operations" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Every run and every effect of the tenant; `?run=` opens one beside the list. */
export default async function OperationsPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("operation.read")) notFound();
  const { branch, renderedAt } = await shellFacts();
  const search = await searchParams;
  const asked = askedOf(addressOf(search), { zone: branch.zone, now: new Date(renderedAt) });
  prefetch(trpc.operation.figures.queryOptions());
  prefetch(trpc.operation.invariants.queryOptions());
  prefetchPages(trpc.operation.list.infiniteQueryOptions(asked, { getNextPageParam: ({ next }) => next }));
  const run = id.safeParse(search.run);
  if (run.success) prefetch(trpc.operation.byId.queryOptions({ runId: run.data }));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <PageHeader
          sub="Every run either happened whole or not at all. Effects are counted here until they arrive."
          title="Operations"
        />
        <div className="flex min-h-0 flex-1 flex-col gap-3 px-4 pb-3 max-sm:px-3">
          <div className="flex shrink-0 gap-3 max-xl:flex-col">
            <Suspense fallback={<FiguresSkeleton />}>
              <Figures />
            </Suspense>
            <div className="min-w-0 flex-1">
              <Suspense fallback={<ConsistencySkeleton />}>
                <ConsistencyBoard />
              </Suspense>
            </div>
          </div>
          <Suspense fallback={<RunsSkeleton />}>
            <RunsCard />
          </Suspense>
        </div>
        <OperationsFoot />
      </HydrateClient>
    </NuqsAdapter>
  );
}
