import type { VehicleReason } from "#/domain/vehicle-duplicate.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type VehiclePairIds = {
  readonly lowId: string;
  readonly highId: string;
  readonly reasons: VehicleReason[];
  readonly total: number;
};

// An owner with a dozen of one model and plates in a row has a fleet, and no record twice.
const fleet = 12;
/** Signs by which a plate that was misheard or mistyped differs: two that changed places, at most. */
const nearBy = 2;

/**
 * Live vehicles that may be one car, of one of them or of all, the strongest reasons first. By: a VIN of both; a plate
 * that looks the same (O and 0, another alphabet, with the country before it), or that the other one carried before, on
 * the same model; an owner, make and model of both, years that agree and plates that are nearly the same. Two whole VINs that
 * differ are two cars, whatever their plates. Pairs found to be two cars are left out. All in one statement.
 */
export const pairs = (db: Db, vehicleId: string | null, limit: number): Promise<VehiclePairIds[]> => {
  const tenant = Prisma.sql`${db.tenantId}::uuid`;
  const asked = vehicleId === null ? Prisma.sql`true` : Prisma.sql`id = ${vehicleId}::uuid`;
  const columns = Prisma.raw(
    "id, customer_id, plate_normalised, plate_key, plate_home, vin, lower(make) as make, lower(model) as model, year",
  );
  const live = Prisma.sql`o.tenant_id = ${tenant} and o.archived_at is null and o.id <> s.id`;
  const sameModel = Prisma.raw("lower(o.make) = s.make and lower(o.model) = s.model");
  return db.client.$queryRaw<VehiclePairIds[]>`
    with s as materialized (
      select ${columns} from vehicle where tenant_id = ${tenant} and archived_at is null and ${asked}
    ), found as (
      select s.id, o.id as other, 'VIN' as why, 4 as weight from s join vehicle o on ${live} and o.vin = s.vin
      union select s.id, o.id, 'PLATE', 3 from s join vehicle o on ${live} and o.plate_key = s.plate_key
      union select s.id, o.id, 'PLATE', 3 from s join vehicle o on ${live} and o.plate_key = s.plate_home where lower(o.make) = s.make
      union select s.id, o.id, 'PLATE', 3 from s join vehicle o on ${live} and o.plate_home = s.plate_key where lower(o.make) = s.make
      union select s.id, o.id, 'PLATE', 3 from s
        join vehicle_plate p on p.tenant_id = ${tenant} and p.plate_normalised = s.plate_normalised
        join vehicle o on ${live} and o.id = p.vehicle_id where ${sameModel}
      union select s.id, o.id, 'PLATE', 3 from s
        join vehicle_plate p on p.tenant_id = ${tenant} and p.vehicle_id = s.id
        join vehicle o on ${live} and o.plate_normalised = p.plate_normalised where ${sameModel}
      union select id, other, 'OWNER', 2 from (
        select s.id, o.id as other, count(*) over (partition by s.id) as near from s
          join vehicle o on ${live} and o.customer_id = s.customer_id
         where ${sameModel} and coalesce(o.year = s.year, true) and levenshtein(o.plate_normalised, s.plate_normalised) <= ${nearBy}) owned
       where near < ${fleet}
    ), pair as (
      select least(id, other) as low, greatest(id, other) as high, array_agg(distinct why) as reasons, sum(weight) as strength
        from (select distinct least(id, other) as id, greatest(id, other) as other, why, weight from found) each group by 1, 2
    )
    select low as "lowId", high as "highId", reasons, (count(*) over ())::int as total
      from pair join vehicle a on a.tenant_id = ${tenant} and a.id = low join vehicle b on b.tenant_id = ${tenant} and b.id = high
     where not exists (select 1 from vehicle_distinct d where d.tenant_id = ${tenant} and d.low_id = low and d.high_id = high)
       and (a.vin is null or b.vin is null or a.vin = b.vin or least(length(a.vin), length(b.vin)) < 17)
     order by strength desc, low, high limit ${limit}`;
};

/** Remembers that two vehicles are two cars. */
export const dismiss = async (tx: Tx, ids: readonly [string, string], recordedByName: string): Promise<void> => {
  const [lowId, highId] = ids[0] < ids[1] ? ids : [ids[1], ids[0]];
  await tx.client.vehicleDistinct.createMany({
    data: [{ tenantId: tx.tenantId, lowId, highId, at: tx.now, recordedByName }],
    skipDuplicates: true,
  });
};

/** These vehicles with their owners. */
export const sides = (db: Db, ids: readonly string[]) =>
  db.client.vehicle.findMany({
    where: { tenantId: db.tenantId, id: { in: [...ids] } },
    select: {
      id: true,
      version: true,
      plate: true,
      make: true,
      model: true,
      year: true,
      vin: true,
      createdAt: true,
      customer: { select: { id: true, name: true } },
      odometerReadings: { orderBy: { readAt: "desc" }, take: 1, select: { value: true, unit: true } },
    },
  });
