import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { cache } from "react";
import { id } from "#/domain/fields.ts";
import { countFilters, countName } from "#/domain/stock-count.ts";
import { OperationRail } from "#/features/operations/operation-rail.tsx";
import { CountScreen } from "#/features/stock-counts/count-screen.tsx";
import { fetchQuery, HydrateClient, isNotFound, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The count, or 404: decided before anything is streamed, alike for an id that is malformed, unknown or foreign. */
const countOf = cache(async (stockCountId: string) => {
  const { permissions } = await viewer();
  if (!id.safeParse(stockCountId).success || !permissions.has("part.read")) notFound();
  try {
    return await fetchQuery(trpc.stockCount.byId.queryOptions({ stockCountId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: countName((await countOf((await params).id)).number) };
}

export default async function StockCountPage({ params, searchParams }: Props) {
  const [count, { permissions }, asked] = await Promise.all([countOf((await params).id), viewer(), searchParams]);
  const subject = { type: "stockCount", id: count.id } as const;
  const seesOperations = permissions.has("operation.read");
  const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? "";
  const show = countFilters.find((known) => known === one(asked.show)) ?? "all";
  prefetchPages(
    trpc.stockCount.lines.infiniteQueryOptions(
      { stockCountId: count.id, show, search: one(asked.search).slice(0, 80) },
      { getNextPageParam: ({ next }) => next },
    ),
  );
  // Awaited, so that the rail is drawn alike on both sides; a timeline that fails says so in its own box.
  await Promise.allSettled([
    seesOperations
      ? fetchQuery(trpc.operation.timeline.queryOptions({ subjectType: subject.type, subjectId: subject.id }))
      : null,
    seesOperations ? fetchQuery(trpc.task.people.queryOptions()) : null,
  ]);
  return (
    <NuqsAdapter>
      <HydrateClient>
        <CountScreen
          rail={seesOperations ? <OperationRail subject={subject} zone={count.branch.zone} /> : null}
          stockCountId={count.id}
        />
      </HydrateClient>
    </NuqsAdapter>
  );
}
