import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { costFigures, figures, isFigure } from "#/domain/report.ts";
import { addressOf, rowsAskedOf } from "#/features/reports/address.ts";
import { RowsScreen } from "#/features/reports/rows-screen.tsx";
import { RowsSkeleton } from "#/features/reports/rows-skeleton.tsx";
import { HydrateClient, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../../shell.ts";

type Props = {
  params: Promise<{ figure: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { figure } = await params;
  return { title: isFigure(figure) ? figures[figure].word : "Reports" };
};

/** The rows behind a figure of the reports. */
export default async function ReportRowsPage({ params, searchParams }: Props) {
  const { permissions } = await viewer();
  const { figure } = await params;
  if (!permissions.has("report.read") || !isFigure(figure)) notFound();
  if (costFigures.has(figure) && !permissions.has("cost.read")) notFound();
  const { branch, branches, renderedAt } = await shellFacts();
  const asked = rowsAskedOf(figure, addressOf(await searchParams), { branch, branches, now: new Date(renderedAt) });
  prefetchPages(trpc.report.rows.infiniteQueryOptions(asked, { getNextPageParam: ({ next }) => next }));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={<RowsSkeleton title={figures[figure].word} />}>
          <RowsScreen figure={figure} />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
