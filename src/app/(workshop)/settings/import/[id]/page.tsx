import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { id } from "#/domain/fields.ts";
import { ImportScreen } from "#/features/imports/import-screen.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Import" };

type Props = { params: Promise<{ id: string }> };

/** One import; 404 is decided before anything is streamed. */
export default async function ImportPage({ params }: Props) {
  const { id: importId } = await params;
  const { permissions } = await viewer();
  if (!permissions.has("import.run") || !id.safeParse(importId).success) notFound();
  try {
    await fetchQuery(trpc.import.byId.queryOptions({ importId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
  return (
    <HydrateClient>
      <ImportScreen importId={importId} />
    </HydrateClient>
  );
}
