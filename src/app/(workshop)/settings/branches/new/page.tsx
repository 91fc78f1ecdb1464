import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { NewBranchScreen } from "#/features/settings/branch-screen.tsx";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "New branch" };

export default async function NewBranchPage() {
  const { permissions } = await viewer();
  if (!permissions.has("settings.edit")) notFound();
  prefetch(trpc.settings.branches.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="New branch" />}>
        <NewBranchScreen />
      </Suspense>
    </HydrateClient>
  );
}
