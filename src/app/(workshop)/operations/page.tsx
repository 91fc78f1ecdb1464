import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { id } from "#/domain/fields.ts";
import { addressOf, askedOf } from "#/features/operations/address.ts";
import { ConsistencyBoard, ConsistencySkeleton } from "#/features/operations/consistency-board.tsx";
import { Figures, FiguresSkeleton } from "#/features/operations/figures.tsx";
import { OperationsFoot, RunsCard, WhileListed } from "#/features/operations/operations-screen.tsx";
import { RunsSkeleton } from "#/features/operations/runs-skeleton.tsx";
import { fetchQuery, HydrateClient, prefetch, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";
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
  // Awaited, so that the pane is drawn alike on both sides; a run that is not there says so in its own box.
  if (run.success) await Promise.allSettled([fetchQuery(trpc.operation.byId.queryOptions({ runId: run.data }))]);
  return (
    <NuqsAdapter>
      <HydrateClient>
        <WhileListed>
          <PageHeader
            sub="Every run either happened whole or not at all. Effects are counted here until they arrive."
            title="Operations"
          />
        </WhileListed>
        <div className="flex min-h-0 flex-1 flex-col gap-3 px-4 pb-3 max-lg:pt-3 max-sm:px-3">
          <WhileListed>
            <div className="flex shrink-0 gap-3 max-xl:contents">
              <Suspense fallback={<FiguresSkeleton />}>
                <Figures />
              </Suspense>
              {/* On a small screen what is going on comes first. */}
              <div className="min-w-0 flex-1 max-xl:order-last max-xl:flex-none">
                <Suspense fallback={<ConsistencySkeleton />}>
                  <ConsistencyBoard />
                </Suspense>
              </div>
            </div>
          </WhileListed>
          <Suspense fallback={<RunsSkeleton />}>
            <RunsCard />
          </Suspense>
        </div>
        <OperationsFoot />
      </HydrateClient>
    </NuqsAdapter>
  );
}
