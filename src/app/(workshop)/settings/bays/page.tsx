import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { BaysScreen } from "#/features/settings/bays-screen.tsx";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Bays" };

export default async function BaysPage() {
  const { permissions } = await viewer();
  if (!permissions.has("settings.read")) notFound();
  prefetch(trpc.settings.bays.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="Bays" />}>
        <BaysScreen />
      </Suspense>
    </HydrateClient>
  );
}
