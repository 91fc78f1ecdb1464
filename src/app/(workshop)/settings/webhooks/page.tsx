import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { WebhooksScreen } from "#/features/settings/webhooks-screen.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  const { permissions } = await viewer();
  if (!permissions.has("settings.read")) notFound();
  prefetch(trpc.webhook.endpoints.queryOptions());
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={<SettingsSkeleton title="Endpoints" />}>
          <WebhooksScreen />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
