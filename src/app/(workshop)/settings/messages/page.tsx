import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { WordingScreen } from "#/features/settings/wording-screen.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Messages" };

export default async function MessagesPage() {
  const { permissions } = await viewer();
  if (!permissions.has("settings.read")) notFound();
  prefetch(trpc.settings.wordings.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="Messages" />}>
        <WordingScreen />
      </Suspense>
    </HydrateClient>
  );
}
