import type { Db, Tx } from "#/server/db/transaction.ts";

/** What belongs to a car and goes along when two records of it become one: table and column, by the name that a merge keeps its rows under. */
export const movingVehicleLinks = {
  jobCards: ["job_card", "vehicle_id"],
  appointments: ["appointment", "vehicle_id"],
  readings: ["odometer_reading", "vehicle_id"],
  plates: ["vehicle_plate", "vehicle_id"],
  ownerships: ["vehicle_ownership", "vehicle_id"],
  merged: ["vehicle", "merged_into_id"],
} as const;
export const movingVehicleNames = ["jobCards", "appointments", "readings", "plates", "ownerships", "merged"] as const;

/** What was issued or decided under a car's id and never changes: it is read for the car and all merged into it. */
export const stayingVehicleLinks = [
  "invoice.vehicle_id",
  "service_record.vehicle_id",
  "vehicle_distinct.high_id",
  "vehicle_distinct.low_id",
  "vehicle_merge.gone_id",
  "vehicle_merge.kept_id",
] as const;

/** Locks two vehicles to change them, in the order of their ids. */
export const lockPair = async (tx: Tx, ids: readonly [string, string]): Promise<void> => {
  await tx.client.$queryRaw`
    select id from vehicle where tenant_id = ${tx.tenantId}::uuid and id = any(${[...ids]}::uuid[]) order by id for no key update`;
};

/** Invoices that were issued since a merge on what it moved, a sentence each: they would name another car after an undo. */
export const changedSince = async (db: Db, keptId: string, jobCards: readonly string[]): Promise<string[]> => {
  const rows = await db.client.invoice.findMany({
    where: { tenantId: db.tenantId, jobCardId: { in: [...jobCards] }, vehicleId: keptId },
    orderBy: { number: "asc" },
    take: 20,
    select: { number: true },
  });
  return rows.map(({ number }) => `Invoice ${number} was issued since`);
};
