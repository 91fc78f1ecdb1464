import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { BookingScreen } from "#/features/settings/booking-screen.tsx";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { fetchQuery, HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Online booking" };

export default async function BookingPage() {
  const { permissions } = await viewer();
  if (!permissions.has("settings.read")) notFound();
  // Which branches there are is known only with their list: their closures follow it.
  const branches = await fetchQuery(trpc.settings.branches.queryOptions());
  for (const { id, closedAt } of branches)
    if (closedAt === null) prefetch(trpc.settings.closures.queryOptions({ branchId: id }));
  prefetch(trpc.settings.bookingRules.queryOptions());
  prefetch(trpc.settings.bookingLimits.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="Online booking" />}>
        <BookingScreen />
      </Suspense>
    </HydrateClient>
  );
}
