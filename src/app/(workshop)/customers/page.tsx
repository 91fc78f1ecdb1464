import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { may } from "#/domain/permissions.ts";
import { searchOf, showOf } from "#/features/customer/address.ts";
import { CustomersScreen } from "#/features/customer/customers-screen.tsx";
import { CustomersSkeleton } from "#/features/customer/customers-skeleton.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Customers" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Customers by name; what is searched for and shown is in the address. */
export default async function CustomersPage({ searchParams }: Props) {
  const { member } = await viewer();
  if (!may(member.role, "customer.read")) notFound();
  const { search, show } = await searchParams;
  prefetch(
    trpc.customer.list.queryOptions({ search: searchOf(first(search)), show: showOf(first(show)), after: null }),
  );
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense fallback={<CustomersSkeleton />}>
          <CustomersScreen />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
