import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { id } from "#/domain/fields.ts";
import { BranchScreen } from "#/features/settings/branch-screen.tsx";
import { SettingsSkeleton } from "#/features/settings/settings-skeleton.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Branch" };

type Props = { params: Promise<{ id: string }> };

export default async function BranchPage({ params }: Props) {
  const { permissions } = await viewer();
  const asked = id.safeParse((await params).id);
  if (!permissions.has("settings.read") || !asked.success) notFound();
  const branchId = asked.data;
  try {
    // Awaited, so that a branch that is not there is a 404.
    await fetchQuery(trpc.settings.branch.queryOptions({ branchId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
  return (
    <HydrateClient>
      <Suspense fallback={<SettingsSkeleton title="Branch" />}>
        <BranchScreen branchId={branchId} key={branchId} />
      </Suspense>
    </HydrateClient>
  );
}
