import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { id } from "#/domain/fields.ts";
import { may } from "#/domain/permissions.ts";
import { InvoiceScreen } from "#/features/invoice/invoice-screen.tsx";
import { MessagesPanel } from "#/features/messages/messages-panel.tsx";
import { OperationRail } from "#/features/operations/operation-rail.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

type Props = { params: Promise<{ id: string }> };

/** The invoice, or 404: decided before anything is streamed, alike for an id that is malformed, unknown, foreign or not this role's to read. */
const invoiceOf = cache(async (invoiceId: string) => {
  const { member } = await viewer();
  if (!id.safeParse(invoiceId).success || !may(member.role, "invoice.read")) notFound();
  try {
    return await fetchQuery(trpc.invoice.byId.queryOptions({ invoiceId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const invoice = await invoiceOf((await params).id);
  return { title: `Invoice ${invoice.number}` };
}

export default async function InvoicePage({ params }: Props) {
  const invoice = await invoiceOf((await params).id);
  const { member } = await viewer();
  const subject = { type: "invoice", id: invoice.id } as const;
  const messages = { invoiceId: invoice.id };
  const seesMessages = may(member.role, "customer.read");
  const seesOperations = may(member.role, "operation.read");
  // Awaited, so that the rail is drawn alike on both sides; a timeline that fails says so in its own box.
  await Promise.allSettled([
    seesMessages ? fetchQuery(trpc.message.list.queryOptions(messages)) : null,
    seesOperations
      ? fetchQuery(trpc.operation.timeline.queryOptions({ subjectType: subject.type, subjectId: subject.id }))
      : null,
    seesOperations ? fetchQuery(trpc.task.people.queryOptions()) : null,
  ]);
  return (
    <HydrateClient>
      <InvoiceScreen
        invoiceId={invoice.id}
        messages={
          seesMessages ? <MessagesPanel className="mt-4" of={messages} zone={invoice.parties.branch.zone} /> : null
        }
        rail={seesOperations ? <OperationRail subject={subject} zone={invoice.parties.branch.zone} /> : null}
      />
    </HydrateClient>
  );
}
