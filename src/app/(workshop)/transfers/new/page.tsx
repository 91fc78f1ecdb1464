import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RequestScreen } from "#/features/transfers/request-screen.tsx";
import { fetchQuery, HydrateClient, trpc, viewer } from "#/trpc/server.tsx";
import { shellFacts } from "../../shell.ts";

export const metadata: Metadata = { title: "New transfer" };

/** Asks one branch for parts for another. */
export default async function NewTransferPage() {
  const { permissions } = await viewer();
  if (!permissions.has("stock.transfer")) notFound();
  const [{ branch }] = await Promise.all([shellFacts(), fetchQuery(trpc.stockTransfer.places.queryOptions())]);
  return (
    <HydrateClient>
      <RequestScreen key={branch.id} />
    </HydrateClient>
  );
}
