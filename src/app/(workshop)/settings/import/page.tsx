import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { ImportsScreen } from "#/features/imports/imports-screen.tsx";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Import" };

export default async function ImportsPage() {
  const { permissions } = await viewer();
  if (!permissions.has("import.run")) notFound();
  prefetch(trpc.import.list.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="Import" />}>
        <ImportsScreen />
      </Suspense>
    </HydrateClient>
  );
}
