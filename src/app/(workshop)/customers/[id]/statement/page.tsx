import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { id } from "#/domain/fields.ts";
import { StatementScreen } from "#/features/customer/statement-screen.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Statement" };

type Props = { params: Promise<{ id: string }> };

/** What a customer owes and why, from the books. */
export default async function StatementPage({ params }: Props) {
  const { permissions } = await viewer();
  const { id: customerId } = await params;
  if (!id.safeParse(customerId).success || !permissions.has("customer.read") || !permissions.has("invoice.read"))
    notFound();
  try {
    await Promise.all([
      fetchQuery(trpc.customer.byId.queryOptions({ customerId })),
      fetchQuery(trpc.customer.statement.queryOptions({ customerId })),
    ]);
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
  return (
    <HydrateClient>
      <StatementScreen customerId={customerId} />
    </HydrateClient>
  );
}
