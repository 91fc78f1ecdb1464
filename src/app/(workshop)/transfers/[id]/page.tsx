import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { id } from "#/domain/fields.ts";
import { transferName } from "#/domain/stock-transfer.ts";
import { OperationRail } from "#/features/operations/operation-rail.tsx";
import { TransferScreen } from "#/features/transfers/transfer-screen.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

type Props = { params: Promise<{ id: string }> };

/** The transfer, or 404: decided before anything is streamed, alike for an id that is malformed, unknown or foreign. */
const transferOf = cache(async (stockTransferId: string) => {
  const { permissions } = await viewer();
  if (!id.safeParse(stockTransferId).success || !permissions.has("part.read")) notFound();
  try {
    return await fetchQuery(trpc.stockTransfer.byId.queryOptions({ stockTransferId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: transferName((await transferOf((await params).id)).number) };
}

export default async function TransferPage({ params }: Props) {
  const [transfer, { permissions }] = await Promise.all([transferOf((await params).id), viewer()]);
  const subject = { type: "stockTransfer", id: transfer.id } as const;
  const seesOperations = permissions.has("operation.read");
  // Awaited, so that the rail is drawn alike on both sides; a timeline that fails says so in its own box.
  await Promise.allSettled([
    seesOperations
      ? fetchQuery(trpc.operation.timeline.queryOptions({ subjectType: subject.type, subjectId: subject.id }))
      : null,
    seesOperations ? fetchQuery(trpc.task.people.queryOptions()) : null,
  ]);
  return (
    <HydrateClient>
      <TransferScreen
        rail={seesOperations ? <OperationRail subject={subject} zone={transfer.from.zone} /> : null}
        stockTransferId={transfer.id}
      />
    </HydrateClient>
  );
}
