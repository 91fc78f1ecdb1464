import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { MembersScreen } from "#/features/members/members-screen.tsx";
import { MembersSkeleton } from "#/features/members/members-skeleton.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage() {
  const { permissions } = await viewer();
  if (!permissions.has("member.manage")) notFound();
  prefetch(trpc.member.list.queryOptions());
  return (
    <HydrateClient>
      <Suspense fallback={<MembersSkeleton />}>
        <MembersScreen />
      </Suspense>
    </HydrateClient>
  );
}
