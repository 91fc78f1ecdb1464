import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { filterOf } from "#/features/settings/audit-filter.ts";
import { AuditScreen } from "#/features/settings/audit-screen.tsx";
import { AuditSeal } from "#/features/settings/audit-seal.tsx";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { HydrateClient, prefetch, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../../shell.ts";

export const metadata: Metadata = { title: "Audit" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Every change, filtered as the address says. */
export default async function AuditPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("audit.read")) notFound();
  const { branch } = await shellFacts();
  prefetch(trpc.audit.seal.queryOptions());
  prefetch(trpc.audit.people.queryOptions());
  prefetchPages(
    trpc.audit.list.infiniteQueryOptions(filterOf(await searchParams, branch.zone), {
      getNextPageParam: ({ next }) => next,
    }),
  );
  return (
    <NuqsAdapter>
      <HydrateClient>
        <div className="flex flex-col gap-3">
          <Suspense fallback={<SettingsSkeleton title="The seal" />}>
            <AuditSeal />
          </Suspense>
          <Suspense fallback={<SettingsSkeleton title="Changes" />}>
            <AuditScreen />
          </Suspense>
        </div>
      </HydrateClient>
    </NuqsAdapter>
  );
}
