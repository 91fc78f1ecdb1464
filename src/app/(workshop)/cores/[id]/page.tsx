import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { id } from "#/domain/fields.ts";
import { CoreScreen } from "#/features/cores/core-screen.tsx";
import { OperationRail } from "#/features/operations/operation-rail.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

type Props = { params: Promise<{ id: string }> };

/** The core, or 404: decided before anything is streamed, alike for an id that is malformed, unknown or foreign. */
const coreOf = cache(async (coreId: string) => {
  const { permissions } = await viewer();
  if (!id.safeParse(coreId).success || !permissions.has("purchase_order.read")) notFound();
  try {
    return await fetchQuery(trpc.core.byId.queryOptions({ coreId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Core of ${(await coreOf((await params).id)).part.name}` };
}

export default async function CorePage({ params }: Props) {
  const [row, { permissions }] = await Promise.all([coreOf((await params).id), viewer()]);
  const subject = { type: "core", id: row.id } as const;
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
      <CoreScreen
        rail={seesOperations ? <OperationRail subject={subject} zone={row.branch.zone} /> : null}
        coreId={row.id}
      />
    </HydrateClient>
  );
}
