import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NewReturnScreen } from "#/features/supplier-returns/new-return-screen.tsx";
import { fetchQuery, HydrateClient, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../../shell.ts";

export const metadata: Metadata = { title: "New return" };

/** Begins a return to a supplier. */
export default async function NewSupplierReturnPage() {
  const { permissions } = await viewer();
  if (!permissions.has("purchase_order.draft")) notFound();
  const [{ branch }] = await Promise.all([shellFacts(), fetchQuery(trpc.supplier.list.queryOptions())]);
  return (
    <HydrateClient>
      <NewReturnScreen key={branch.id} />
    </HydrateClient>
  );
}
