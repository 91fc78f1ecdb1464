import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { HealthScreen } from "#/features/settings/health-screen.tsx";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Booking health" };

export default async function HealthPage() {
  const { permissions } = await viewer();
  if (!permissions.has("settings.read")) notFound();
  prefetch(trpc.settings.bookingHealth.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="Booking health" />}>
        <HealthScreen />
      </Suspense>
    </HydrateClient>
  );
}
