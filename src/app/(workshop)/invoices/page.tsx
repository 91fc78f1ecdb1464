import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { addressOf, askedOf, viewParameters } from "#/features/invoices/address.ts";
import { InvoicesScreen } from "#/features/invoices/invoices-screen.tsx";
import { InvoicesSkeleton } from "#/features/invoices/invoices-skeleton.tsx";
import { ViewsButton } from "#/features/saved-views/views-button.tsx";
import { HydrateClient, prefetch, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Invoices" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** All invoices by how they stand, their age, branch and customer. */
export default async function InvoicesPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("invoice.read")) notFound();
  const asked = askedOf(addressOf(await searchParams));
  prefetch(trpc.savedView.list.queryOptions({ page: "invoices" }));
  prefetch(trpc.invoice.owed.queryOptions());
  prefetchPages(trpc.invoice.list.infiniteQueryOptions(asked, { getNextPageParam: ({ next }) => next }));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={<InvoicesSkeleton />}>
          <InvoicesScreen views={<ViewsButton page="invoices" parameters={viewParameters} />} />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
