import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { SuppliersScreen } from "#/features/settings/suppliers-screen.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Suppliers" };

export default async function SuppliersPage() {
  const { permissions } = await viewer();
  if (!permissions.has("supplier.edit")) notFound();
  prefetch(trpc.supplier.list.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="Suppliers" />}>
        <SuppliersScreen />
      </Suspense>
    </HydrateClient>
  );
}
