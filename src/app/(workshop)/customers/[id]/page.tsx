import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { id } from "#/domain/fields.ts";
import { may } from "#/domain/permissions.ts";
import { CustomerScreen } from "#/features/customer/customer-screen.tsx";
import { MessagesPanel } from "#/features/messages/messages-panel.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

type Props = { params: Promise<{ id: string }> };

/** The customer, or 404: decided before anything is streamed, alike for an id that is malformed, unknown, foreign or not this role's to read. */
const customerOf = cache(async (customerId: string) => {
  const { member } = await viewer();
  if (!id.safeParse(customerId).success || !may(member.role, "customer.read")) notFound();
  try {
    return await fetchQuery(trpc.customer.byId.queryOptions({ customerId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await customerOf((await params).id)).name };
}

export default async function CustomerPage({ params }: Props) {
  const customer = await customerOf((await params).id);
  const of = { customerId: customer.id };
  // Awaited, so that both sides draw the same; messages that fail say so in their own box.
  await Promise.allSettled([fetchQuery(trpc.message.list.queryOptions(of))]);
  return (
    <HydrateClient>
      <CustomerScreen customerId={customer.id} messages={<MessagesPanel of={of} zone={customer.zone} />} />
    </HydrateClient>
  );
}
