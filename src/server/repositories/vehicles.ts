import { notFound } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import { Prisma } from "#/generated/prisma/client.ts";
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
  readonly vin?: string | null;
};

/** Adds a car; false when a live one carries the plate already. */
export const insert = async (tx: Tx, vehicle: NewVehicle): Promise<boolean> => {
  const { count } = await tx.client.vehicle.createMany({
    data: [{ ...vehicle, tenantId: tx.tenantId, plateNormalised: normalisePlate(vehicle.plate) }],
    skipDuplicates: true,
  });
  return count === 1;
};

/** The live car of a plate, however it is spaced, else the one that carried it last; null for an unknown one. */
export const byPlate = async (db: Db, plate: string) => {
  const plateNormalised = normalisePlate(plate);
  const select = { ...fields, customer: { select: ownerFields } } as const;
  const present = await db.client.vehicle.findFirst({
    where: { tenantId: db.tenantId, plateNormalised, archivedAt: null },
    select,
  });
  if (present !== null) return present;
  const former = await db.client.vehiclePlate.findFirst({
    where: { tenantId: db.tenantId, plateNormalised, vehicle: { archivedAt: null } },
    orderBy: { until: "desc" },
    select: { vehicle: { select } },
  });
  if (former !== null) return former.vehicle;
  // The plate of another record of it that was merged into it.
  const merged = await db.client.vehicle.findFirst({
    where: { tenantId: db.tenantId, plateNormalised, mergedInto: { archivedAt: null } },
    orderBy: { archivedAt: "desc" },
    select: { mergedInto: { select } },
  });
  return merged?.mergedInto ?? null;
};

type Carrying = Pick<HeldVehicle, "id" | "customerId" | "plate" | "make" | "model">;

/**
 * The live car that carries a plate, else the one in whose place another record of that plate was merged; null for an
 * unknown one. Not held: who books has the customer already, and cars are locked before customers.
 */
export const carrying = async (db: Db, plate: string): Promise<Carrying | null> => {
  const [car] = await db.client.$queryRaw<Carrying[]>`
    select v.id, v.customer_id as "customerId", v.plate, v.make, v.model
      from vehicle p join vehicle v on v.tenant_id = p.tenant_id and v.id = coalesce(p.merged_into_id, p.id)
     where p.tenant_id = ${db.tenantId}::uuid and p.plate_normalised = ${normalisePlate(plate)} and v.archived_at is null
     order by p.archived_at desc nulls first limit 1`;
  return car ?? null;
};

export type HeldVehicle = {
  readonly id: string;
  readonly customerId: string;
  readonly plate: string;
  readonly make: string;
  readonly model: string;
  readonly year: number | null;
  readonly vin: string | null;
  readonly plateSince: Date | null;
  readonly ownedSince: Date | null;
  readonly archivedAt: Date | null;
  readonly mergedIntoId: string | null;
  readonly version: number;
};
const held = Prisma.sql`
  select id, customer_id as "customerId", plate, make, model, year, vin, plate_since as "plateSince", owned_since as "ownedSince",
         archived_at as "archivedAt", merged_into_id as "mergedIntoId", version from vehicle`;

/** Locks a vehicle to change it; before its owner, where both are locked. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string): Promise<HeldVehicle> => {
  const [vehicle] = await tx.client.$queryRaw<HeldVehicle[]>`
    ${held} where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for no key update`;
  if (vehicle === undefined) throw notFound("This vehicle");
  return vehicle;
};

/** A live vehicle that keeps its owner until the commit; the one in its place, when it was merged. @throws NOT_FOUND */
export const hold = async (tx: Tx, id: string): Promise<HeldVehicle> => {
  const [vehicle] = await tx.client.$queryRaw<HeldVehicle[]>`
    ${held} where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for share`;
  if (vehicle?.mergedIntoId) return hold(tx, vehicle.mergedIntoId);
  if (vehicle === undefined || vehicle.archivedAt !== null) throw notFound("This vehicle");
  return vehicle;
};

type Change = Partial<
  Pick<
    HeldVehicle,
    "make" | "model" | "year" | "vin" | "plate" | "plateSince" | "customerId" | "ownedSince" | "archivedAt"
  >
> & { readonly archivedReason?: string | null };

/** Changes a vehicle that is held. Another live one with its plate refuses it (23505). */
export const update = async (tx: Tx, id: string, change: Change): Promise<void> => {
  const plateNormalised = change.plate === undefined ? undefined : normalisePlate(change.plate);
  await tx.client.vehicle.updateMany({
    where: { tenantId: tx.tenantId, id },
    data: { ...change, plateNormalised, version: { increment: 1 } },
  });
};

/** The vehicle and those that were merged into it: whose service records are its own. */
export const family = async (db: Db, id: string): Promise<string[]> => {
  const merged = await db.client.vehicle.findMany({
    where: { tenantId: db.tenantId, mergedIntoId: id },
    select: { id: true },
  });
  return [id, ...merged.map((vehicle) => vehicle.id)];
};

/** A vehicle, archived or not, with its owner, those and the plates before, and the records that were merged into it. @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const vehicle = await db.client.vehicle.findFirst({
    where: { tenantId: db.tenantId, id },
    include: {
      customer: { select: ownerFields },
      mergedInto: { select: { id: true, plate: true } },
      mergedFrom: {
        orderBy: { archivedAt: "desc" },
        select: {
          id: true,
          plate: true,
          plateNormalised: true,
          plateSince: true,
          ownedSince: true,
          archivedAt: true,
          customer: { select: { id: true, name: true } },
          mergesGone: { where: { undoneAt: null }, select: { mergedByName: true } },
        },
      },
      formerPlates: {
        orderBy: { until: "desc" },
        select: { id: true, plate: true, since: true, until: true, changedByName: true },
      },
      formerOwners: {
        orderBy: { until: "desc" },
        select: {
          id: true,
          since: true,
          until: true,
          changedByName: true,
          customer: { select: { id: true, name: true } },
        },
      },
    },
  });
  if (vehicle === null) throw notFound("This vehicle");
  return vehicle;
};

type Former = {
  readonly vehicleId: string;
  readonly since: Date | null;
  readonly until: Date;
  readonly changedByName: string;
};

/** Writes down the plate that a vehicle no longer carries. */
export const addFormerPlate = async (tx: Tx, { plate, ...period }: Former & { plate: string }): Promise<void> => {
  await tx.client.vehiclePlate.create({
    data: { ...period, tenantId: tx.tenantId, id: uuidv7(), plate, plateNormalised: normalisePlate(plate) },
  });
};

/** Writes down whose a vehicle no longer is. */
export const addFormerOwner = async (tx: Tx, ownership: Former & { customerId: string }): Promise<void> => {
  await tx.client.vehicleOwnership.create({ data: { ...ownership, tenantId: tx.tenantId, id: uuidv7() } });
};

/** When a car was last checked in; null for one that never was. */
export const lastHere = async (db: Db, vehicleId: string): Promise<Date | null> =>
  (
    await db.client.jobCard.findFirst({
      where: { tenantId: db.tenantId, vehicleId },
      orderBy: { openedAt: "desc" },
      select: { openedAt: true },
    })
  )?.openedAt ?? null;

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
