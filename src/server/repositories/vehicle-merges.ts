import { z } from "zod";
import { notFound } from "#/domain/errors.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** The vehicle's own columns that a merge may change. */
export const vehicleFacts = z.object({
  plate: z.string(),
  plateSince: z.coerce.date().nullable(),
  make: z.string(),
  model: z.string(),
  year: z.int().nullable(),
  vin: z.string().nullable(),
  customerId: z.uuid(),
  ownedSince: z.coerce.date().nullable(),
});
export type VehicleFacts = z.infer<typeof vehicleFacts>;

const ids = z.array(z.uuid());
/** Which rows went from the one vehicle to the other. */
export const movedOfVehicle = z.object({
  jobCards: ids,
  appointments: ids,
  readings: ids,
  plates: ids,
  ownerships: ids,
  /** Vehicles that had been merged into the one that went. */
  merged: ids,
});
export type MovedOfVehicle = z.infer<typeof movedOfVehicle>;

const both = z.object({ kept: vehicleFacts, gone: vehicleFacts });
export type BothVehicles = z.infer<typeof both>;

/** Merges into a vehicle that were not undone, the newest first. */
export const standingOf = async (db: Db, keptId: string) => {
  const rows = await db.client.vehicleMerge.findMany({
    where: { tenantId: db.tenantId, keptId, undoneAt: null },
    orderBy: [{ mergedAt: "desc" }, { id: "desc" }],
    select: { id: true, goneId: true, mergedAt: true, mergedByName: true, gone: { select: { plate: true } } },
  });
  return rows.map(({ id, gone, ...row }) => ({ ...row, mergeId: id, gonePlate: gone.plate }));
};

type NewMerge = {
  readonly id: string;
  readonly keptId: string;
  readonly goneId: string;
  readonly before: BothVehicles;
  readonly after: BothVehicles;
  readonly moved: MovedOfVehicle;
  readonly mergedByName: string;
};

const inJson = ({ plateSince, ownedSince, ...facts }: VehicleFacts) => ({
  ...facts,
  plateSince: plateSince?.toISOString() ?? null,
  ownedSince: ownedSince?.toISOString() ?? null,
});
const bothInJson = ({ kept, gone }: BothVehicles) => ({ kept: inJson(kept), gone: inJson(gone) });

export const insert = async (tx: Tx, { before, after, ...merge }: NewMerge): Promise<void> => {
  await tx.client.vehicleMerge.create({
    data: {
      ...merge,
      before: bothInJson(before),
      after: bothInJson(after),
      tenantId: tx.tenantId,
      mergedAt: tx.now,
    },
  });
};

/**
 * A merge, held until the commit: one undoes it at a time. `facts` is null when a person of it was erased: what the
 * records were is known no more. @throws NOT_FOUND
 */
export const lock = async (tx: Tx, id: string) => {
  await tx.client
    .$queryRaw`select 1 from vehicle_merge where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  const row = await tx.client.vehicleMerge.findFirst({ where: { tenantId: tx.tenantId, id } });
  if (row === null) throw notFound("This merge");
  const { before, after, moved, ...merge } = row;
  const [was, became] = [both.safeParse(before), both.safeParse(after)];
  const facts = was.success && became.success ? { before: was.data, after: became.data } : null;
  return { ...merge, facts, moved: movedOfVehicle.parse(moved) };
};

export const markUndone = async (tx: Tx, id: string, undoneByName: string): Promise<void> => {
  await tx.client.vehicleMerge.updateMany({
    where: { tenantId: tx.tenantId, id },
    data: { undoneAt: tx.now, undoneByName },
  });
};

/** Writes a vehicle's own columns, and whose place it takes or has lost. The vehicle is held. */
export const setFacts = async (
  tx: Tx,
  id: string,
  facts: VehicleFacts,
  away?: { readonly id: string; readonly plate: string } | null,
): Promise<void> => {
  const merged =
    away === undefined
      ? {}
      : {
          mergedIntoId: away?.id ?? null,
          archivedAt: away === null ? null : tx.now,
          archivedReason: away === null ? null : `Merged into ${away.plate}`,
        };
  await tx.client.vehicle.updateMany({
    where: { tenantId: tx.tenantId, id },
    data: { ...facts, ...merged, plateNormalised: normalisePlate(facts.plate), version: { increment: 1 } },
  });
};
