import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { LabourScreen } from "#/features/settings/labour-screen.tsx";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Labour and templates" };

export default async function LabourPage() {
  const { permissions } = await viewer();
  if (!permissions.has("settings.read")) notFound();
  prefetch(trpc.template.labourRates.queryOptions());
  prefetch(trpc.template.list.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="Labour" />}>
        <LabourScreen />
      </Suspense>
    </HydrateClient>
  );
}
