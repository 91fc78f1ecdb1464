import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { TechniciansScreen } from "#/features/settings/technicians-screen.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Technicians" };

export default async function TechniciansPage() {
  const { permissions } = await viewer();
  if (!permissions.has("settings.read")) notFound();
  prefetch(trpc.settings.branches.queryOptions());
  prefetch(trpc.settings.technicianHours.queryOptions());
  prefetch(trpc.settings.bookingRules.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="Technicians" />}>
        <TechniciansScreen />
      </Suspense>
    </HydrateClient>
  );
}
