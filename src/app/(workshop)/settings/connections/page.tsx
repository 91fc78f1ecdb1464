import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { ConnectionsScreen } from "#/features/settings/connections-screen.tsx";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { HydrateClient, prefetch, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage() {
  const { permissions } = await viewer();
  if (!permissions.has("settings.read")) notFound();
  prefetch(trpc.connection.accounting.queryOptions());
  prefetch(trpc.connection.crm.queryOptions());
  prefetch(trpc.connection.backfills.queryOptions());
  prefetchPages(trpc.connection.crmSyncs.infiniteQueryOptions({}, { getNextPageParam: ({ next }) => next }));
  prefetchPages(trpc.connection.syncs.infiniteQueryOptions({}, { getNextPageParam: ({ next }) => next }));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={<SettingsSkeleton title="Accounting" />}>
          <ConnectionsScreen />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
