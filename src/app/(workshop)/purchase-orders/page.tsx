import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { ListSkeleton } from "#/components/ui/list-skeleton.tsx";
import { showOf } from "#/features/purchase-orders/address.ts";
import { OrdersScreen } from "#/features/purchase-orders/orders-screen.tsx";
import { HydrateClient, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../shell.ts";

export const metadata: Metadata = { title: "Purchase orders" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The orders of the branch that is on screen; `?show=` narrows them. */
export default async function PurchaseOrdersPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("purchase_order.read")) notFound();
  const [{ branch }, { show }] = await Promise.all([shellFacts(), searchParams]);
  const asked = { branchId: branch.id, show: showOf(Array.isArray(show) ? show[0] : show) };
  prefetchPages(trpc.purchaseOrder.list.infiniteQueryOptions(asked, { getNextPageParam: ({ next }) => next }));
  return (
    <NuqsAdapter>
      <HydrateClient>
        <Suspense
          fallback={<ListSkeleton firstColumn="Order" label="Purchase orders are loading" title="Purchase orders" />}
        >
          <OrdersScreen branchId={branch.id} key={branch.id} />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
