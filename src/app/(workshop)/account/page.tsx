import type { Metadata } from "next";
import { Suspense } from "react";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { AccountScreen } from "#/features/account/account-screen.tsx";
import { AccountSkeleton } from "#/features/account/account-skeleton.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  await viewer();
  prefetch(trpc.account.me.queryOptions());
  prefetch(trpc.account.sessions.queryOptions());
  return (
    <HydrateClient>
      <PageHeader title="Your account" />
      <Suspense fallback={<AccountSkeleton />}>
        <AccountScreen />
      </Suspense>
    </HydrateClient>
  );
}
