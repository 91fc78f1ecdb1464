import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { BusinessScreen } from "#/features/settings/business-screen.tsx";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Business settings" };

export default async function BusinessPage() {
  const { permissions } = await viewer();
  if (!permissions.has("settings.read")) notFound();
  prefetch(trpc.settings.business.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="Business" />}>
        <BusinessScreen />
      </Suspense>
    </HydrateClient>
  );
}
