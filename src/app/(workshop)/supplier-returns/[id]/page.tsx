import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { id } from "#/domain/fields.ts";
import { returnName } from "#/domain/supplier-return.ts";
import { OperationRail } from "#/features/operations/operation-rail.tsx";
import { ReturnScreen } from "#/features/supplier-returns/return-screen.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

type Props = { params: Promise<{ id: string }> };

/** The return, or 404: decided before anything is streamed, alike for an id that is malformed, unknown or foreign. */
const returnOf = cache(async (supplierReturnId: string) => {
  const { permissions } = await viewer();
  if (!id.safeParse(supplierReturnId).success || !permissions.has("purchase_order.read")) notFound();
  try {
    return await fetchQuery(trpc.supplierReturn.byId.queryOptions({ supplierReturnId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: returnName((await returnOf((await params).id)).number) };
}

export default async function SupplierReturnPage({ params }: Props) {
  const [row, { permissions }] = await Promise.all([returnOf((await params).id), viewer()]);
  const subject = { type: "supplierReturn", id: row.id } as const;
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
      <ReturnScreen
        rail={seesOperations ? <OperationRail subject={subject} zone={row.branch.zone} /> : null}
        supplierReturnId={row.id}
      />
    </HydrateClient>
  );
}
