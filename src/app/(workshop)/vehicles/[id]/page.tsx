import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { id } from "#/domain/fields.ts";
import { may } from "#/domain/permissions.ts";
import { VehicleScreen } from "#/features/customer/vehicle-screen.tsx";
import { fetchQuery, HydrateClient, isNotFound, trpc, viewer } from "#/trpc/server.tsx";

type Props = { params: Promise<{ id: string }> };

/** The car, or 404: decided before anything is streamed. */
const vehicleOf = cache(async (vehicleId: string) => {
  const { member } = await viewer();
  if (!id.safeParse(vehicleId).success || !may(member.role, "vehicle.read")) notFound();
  try {
    return await fetchQuery(trpc.vehicle.byId.queryOptions({ vehicleId }));
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { plate, make, model } = await vehicleOf((await params).id);
  return { title: `${plate}, ${make} ${model}` };
}

export default async function VehiclePage({ params }: Props) {
  const { id: vehicleId } = await vehicleOf((await params).id);
  return (
    <HydrateClient>
      <VehicleScreen vehicleId={vehicleId} />
    </HydrateClient>
  );
}
