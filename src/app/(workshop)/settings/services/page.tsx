import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { ServicesScreen } from "#/features/settings/services-screen.tsx";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Services" };

export default async function ServicesPage() {
  const { permissions } = await viewer();
  if (!permissions.has("settings.read")) notFound();
  prefetch(trpc.settings.branches.queryOptions());
  prefetch(trpc.settings.services.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="Services" />}>
        <ServicesScreen />
      </Suspense>
    </HydrateClient>
  );
}
