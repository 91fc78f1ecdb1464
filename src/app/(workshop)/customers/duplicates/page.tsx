import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { id } from "#/domain/fields.ts";
import { may } from "#/domain/permissions.ts";
import { CustomersSkeleton } from "#/features/customer/customers-skeleton.tsx";
import { DuplicatesScreen } from "#/features/customer/duplicates-screen.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Possible duplicates" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Customers who may be one person; `?customer=` shows those of one. */
export default async function DuplicatesPage({ searchParams }: Props) {
  const { member } = await viewer();
  if (!may(member.role, "customer.merge")) notFound();
  const asked = id.safeParse((await searchParams).customer);
  const customerId = asked.success ? asked.data : null;
  prefetch(trpc.customer.duplicates.queryOptions({ customerId }));
  return (
    <HydrateClient>
      <Suspense fallback={<CustomersSkeleton title="Possible duplicates" />}>
        <DuplicatesScreen customerId={customerId} />
      </Suspense>
    </HydrateClient>
  );
}
