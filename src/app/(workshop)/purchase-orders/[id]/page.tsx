import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { id } from "#/domain/fields.ts";
import { orderName } from "#/domain/purchase-order.ts";
import { OperationRail } from "#/features/operations/operation-rail.tsx";
import { OrderScreen } from "#/features/purchase-orders/order-screen.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

type Props = { params: Promise<{ id: string }> };

/** The order, or 404: decided before anything is streamed, alike for an id that is malformed, unknown, foreign or not this role's to read. */
const orderOf = cache(async (purchaseOrderId: string) => {
  const { permissions } = await viewer();
  if (!id.safeParse(purchaseOrderId).success || !permissions.has("purchase_order.read")) notFound();
  try {
    return await fetchQuery(trpc.purchaseOrder.byId.queryOptions({ purchaseOrderId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const order = await orderOf((await params).id);
  return { title: orderName(order.number) };
}

export default async function PurchaseOrderPage({ params }: Props) {
  const order = await orderOf((await params).id);
  const { permissions } = await viewer();
  const subject = { type: "purchaseOrder", id: order.id } as const;
  const seesOperations = permissions.has("operation.read");
  // Awaited, so that the rail is drawn alike on both sides; a timeline that fails says so in its own box.
  await Promise.allSettled([
    fetchQuery(trpc.supplier.list.queryOptions()),
    seesOperations
      ? fetchQuery(trpc.operation.timeline.queryOptions({ subjectType: subject.type, subjectId: subject.id }))
      : null,
    seesOperations ? fetchQuery(trpc.task.people.queryOptions()) : null,
  ]);
  return (
    <HydrateClient>
      <OrderScreen
        purchaseOrderId={order.id}
        rail={seesOperations ? <OperationRail subject={subject} zone={order.branch.zone} /> : null}
      />
    </HydrateClient>
  );
}
