import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { id } from "#/domain/fields.ts";
import { may } from "#/domain/permissions.ts";
import { CustomersSkeleton } from "#/features/customer/customers-skeleton.tsx";
import { VehicleDuplicatesScreen } from "#/features/customer/vehicle-duplicates-screen.tsx";
import { HydrateClient, prefetch, trpc, viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Possible duplicate cars" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Vehicles that may be one car; `?vehicle=` shows those of one. */
export default async function VehicleDuplicatesPage({ searchParams }: Props) {
  const { member } = await viewer();
  if (!may(member.role, "vehicle.merge")) notFound();
  const asked = id.safeParse((await searchParams).vehicle);
  const vehicleId = asked.success ? asked.data : null;
  prefetch(trpc.vehicle.duplicates.queryOptions({ vehicleId }));
  return (
    <HydrateClient>
      <Suspense fallback={<CustomersSkeleton title="Possible duplicate cars" />}>
        <VehicleDuplicatesScreen vehicleId={vehicleId} />
      </Suspense>
    </HydrateClient>
  );
}
