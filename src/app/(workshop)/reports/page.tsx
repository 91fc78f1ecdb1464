import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { addressOf, askedOf } from "#/features/reports/address.ts";
import { ReportsScreen } from "#/features/reports/reports-screen.tsx";
import { ReportsSkeleton } from "#/features/reports/reports-skeleton.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";

export const metadata: Metadata = { title: "Reports" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The workshop's figures; branch and period stand in the address. */
export default async function ReportsPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("report.read")) notFound();
  const { branch, branches, renderedAt } = await shellFacts();
  const asked = askedOf(addressOf(await searchParams), { branch, branches, now: new Date(renderedAt) });
  prefetch(trpc.report.figures.queryOptions(asked));
  prefetch(trpc.report.owed.queryOptions(asked));
  if (permissions.has("cost.read")) prefetch(trpc.report.stock.queryOptions(asked));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={<ReportsSkeleton />}>
          <ReportsScreen />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
