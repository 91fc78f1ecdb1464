import { notFound } from "#/domain/errors.ts";
import type { Db } from "#/server/db/transaction.ts";

export type CustomerForCrm = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly addressLines: readonly string[];
  readonly archivedAt: Date | null;
};
export type VehicleForCrm = {
  readonly id: string;
  readonly customerId: string;
  readonly plate: string;
  readonly make: string;
  readonly model: string;
  readonly year: number | null;
  readonly vin: string | null;
};

/** @throws NOT_FOUND */
export const customer = async (db: Db, id: string): Promise<CustomerForCrm> => {
  const row = await db.client.customer.findFirst({
    where: { tenantId: db.tenantId, id },
    select: { id: true, name: true, email: true, phone: true, addressLines: true, archivedAt: true },
  });
  if (row === null) throw notFound("This customer");
  return row;
};

/** @throws NOT_FOUND */
export const vehicle = async (db: Db, id: string): Promise<VehicleForCrm> => {
  const row = await db.client.vehicle.findFirst({
    where: { tenantId: db.tenantId, id },
    select: { id: true, customerId: true, plate: true, make: true, model: true, year: true, vin: true },
  });
  if (row === null) throw notFound("This vehicle");
  return row;
};
