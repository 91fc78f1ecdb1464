import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { addressOf, askedOf } from "#/features/invoices/address.ts";
import { InvoicesScreen } from "#/features/invoices/invoices-screen.tsx";
import { InvoicesSkeleton } from "#/features/invoices/invoices-skeleton.tsx";
import { HydrateClient, prefetch, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Invoices" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** All invoices by how they stand, their age, branch and customer. */
export default async function InvoicesPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("invoice.read")) notFound();
  const asked = askedOf(addressOf(await searchParams));
  prefetch(trpc.invoice.owed.queryOptions());
  prefetchPages(trpc.invoice.list.infiniteQueryOptions(asked, { getNextPageParam: ({ next }) => next }));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={<InvoicesSkeleton />}>
          <InvoicesScreen />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
