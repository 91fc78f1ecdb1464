import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { BranchesScreen } from "#/features/settings/branches-screen.tsx";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Branches" };

export default async function BranchesPage() {
  const { permissions } = await viewer();
  if (!permissions.has("settings.read")) notFound();
  prefetch(trpc.settings.branches.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="Branches" />}>
        <BranchesScreen />
      </Suspense>
    </HydrateClient>
  );
}
