import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { WebhooksScreen } from "#/features/settings/webhooks-screen.tsx";
import { HydrateClient, prefetch, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Webhooks" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Endpoints, and their messages as the address says. */
export default async function WebhooksPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("settings.read")) notFound();
  const { endpoint } = await searchParams;
  const messagesOf = (endpointId: string | null) =>
    trpc.webhook.list.infiniteQueryOptions({ endpointId }, { getNextPageParam: ({ next }) => next });
  prefetch(trpc.webhook.endpoints.queryOptions());
  // Those of all as well: an address may name an endpoint that is there no more.
  prefetchPages(messagesOf(null));
  if (typeof endpoint === "string" && uuid.test(endpoint)) prefetchPages(messagesOf(endpoint));
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
