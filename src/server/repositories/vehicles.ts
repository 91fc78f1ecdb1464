import { notFound } from "#/domain/errors.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const fields = { id: true, plate: true, make: true, model: true, year: true } as const;
const ownerFields = { id: true, name: true, email: true, phone: true, archivedAt: true } as const;

export type NewVehicle = {
  readonly id: string;
  readonly customerId: string;
  readonly plate: string;
  readonly make: string;
  readonly model: string;
  readonly year: number | null;
};

/** Adds a car; false when a live one carries the plate already. */
export const insert = async (tx: Tx, vehicle: NewVehicle): Promise<boolean> => {
  const { count } = await tx.client.vehicle.createMany({
    data: [{ ...vehicle, tenantId: tx.tenantId, plateNormalised: normalisePlate(vehicle.plate) }],
    skipDuplicates: true,
  });
  return count === 1;
};

/** A live car with its owner. @throws NOT_FOUND */
export const active = async (db: Db, id: string) => {
  const vehicle = await db.client.vehicle.findFirst({
    where: { tenantId: db.tenantId, id, archivedAt: null },
    select: { ...fields, customer: { select: ownerFields } },
  });
  if (vehicle === null) throw notFound("This vehicle");
  return vehicle;
};

/** The live car of a plate, however it is spaced; null for an unknown one. */
export const byPlate = (db: Db, plate: string) =>
  db.client.vehicle.findFirst({
    where: { tenantId: db.tenantId, plateNormalised: normalisePlate(plate), archivedAt: null },
    select: { ...fields, customer: { select: ownerFields } },
  });

export const lastReading = (db: Db, vehicleId: string) =>
  db.client.odometerReading.findFirst({
    where: { tenantId: db.tenantId, vehicleId },
    orderBy: { readAt: "desc" },
    select: { value: true, unit: true, readAt: true },
  });

export const addReading = async (
  tx: Tx,
  reading: { id: string; vehicleId: string; jobCardId: string; value: number; unit: string },
): Promise<void> => {
  await tx.client.odometerReading.create({ data: { ...reading, tenantId: tx.tenantId, readAt: tx.now } });
};

/** Cards of a car that are still open, newest first. */
export const openCards = async (db: Db, vehicleId: string) => {
  const rows = await db.client.jobCard.findMany({
    where: { tenantId: db.tenantId, vehicleId, status: { notIn: ["COLLECTED", "CANCELLED"] } },
    orderBy: { openedAt: "desc" },
    take: 10,
    select: { id: true, number: true, status: true, openedAt: true, branch: { select: { name: true } } },
  });
  return rows.map(({ branch, ...row }) => ({ ...row, branchName: branch.name }));
};
