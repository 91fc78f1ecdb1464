import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { id } from "#/domain/fields.ts";
import { SheetScreen } from "#/features/stock-counts/sheet-screen.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Count sheet" };

type Props = { params: Promise<{ id: string }> };

/** A count's sheet, to be printed. */
export default async function CountSheetPage({ params }: Props) {
  const { permissions } = await viewer();
  const { id: stockCountId } = await params;
  if (!id.safeParse(stockCountId).success || !permissions.has("part.read")) notFound();
  try {
    await fetchQuery(trpc.stockCount.sheet.queryOptions({ stockCountId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
  return (
    <HydrateClient>
      <SheetScreen stockCountId={stockCountId} />
    </HydrateClient>
  );
}
