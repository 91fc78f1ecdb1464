import type { Db, Tx } from "#/server/db/transaction.ts";

export type KnownVehicle = {
  readonly id: string;
  readonly customerId: string;
  readonly ownerName: string;
  readonly plate: string;
  readonly plateNormalised: string;
  readonly make: string;
  readonly model: string;
  readonly year: number | null;
  readonly vin: string | null;
};

type How = { readonly plates: readonly string[] } | { readonly ids: readonly string[] };

/** Live vehicles of these plates (normalised), or any of these ids. */
export const known = (db: Db, how: How): Promise<KnownVehicle[]> => {
  const plates = "plates" in how ? [...how.plates] : null;
  const ids = "ids" in how ? [...how.ids] : null;
  return db.client.$queryRaw<KnownVehicle[]>`
    select v.id, v.customer_id as "customerId", c.name as "ownerName", v.plate, v.plate_normalised as "plateNormalised", v.make, v.model, v.year, v.vin
      from vehicle v join customer c on c.tenant_id = v.tenant_id and c.id = v.customer_id
     where v.tenant_id = ${db.tenantId}::uuid
       and (v.plate_normalised = any(${plates}::text[]) and v.archived_at is null or v.id = any(${ids}::uuid[]))`;
};

/** Holds vehicles against change, and against anything that would name them, until the transaction ends. */
export const lock = async (tx: Tx, ids: readonly string[]): Promise<void> => {
  await tx.client.$queryRaw`
    select 1 from vehicle where tenant_id = ${tx.tenantId}::uuid and id = any(${[...ids]}::uuid[]) order by id for update`;
};

export type NewVehicle = {
  readonly id: string;
  readonly customerId: string;
  readonly plate: string;
  readonly plateNormalised: string;
  readonly make: string;
  readonly model: string;
  readonly year: number | null;
  readonly vin: string | null;
};

/** Adds vehicles; returns the ids of those whose plate no live one carries. */
export const insert = async (tx: Tx, vehicles: readonly NewVehicle[]): Promise<Set<string>> => {
  const rows = await tx.client.$queryRaw<{ id: string }[]>`
    insert into vehicle (tenant_id, id, customer_id, plate, plate_normalised, make, model, year, vin, created_at)
    select ${tx.tenantId}::uuid, v.id, v."customerId", v.plate, v."plateNormalised", v.make, v.model, v.year, v.vin, ${tx.now}
      from jsonb_to_recordset(${JSON.stringify(vehicles)}::jsonb)
           as v(id uuid, "customerId" uuid, plate text, "plateNormalised" text, make text, model text, year int, vin text)
    on conflict do nothing returning id`;
  return new Set(rows.map(({ id }) => id));
};

/** `set` names what is written: a value may be null, and what is not named stays. */
export type VehicleChange = {
  readonly id: string;
  readonly set: readonly string[];
  readonly plate?: string | undefined;
  readonly make?: string | undefined;
  readonly model?: string | undefined;
  readonly year?: number | undefined;
  readonly vin?: string | undefined;
};

export const update = async (tx: Tx, changes: readonly VehicleChange[]): Promise<void> => {
  if (changes.length === 0) return;
  await tx.client.$executeRaw`
    update vehicle v
       set plate = case when 'plate' = any(u.set) then u.plate else v.plate end,
           make = case when 'make' = any(u.set) then u.make else v.make end,
           model = case when 'model' = any(u.set) then u.model else v.model end,
           year = case when 'year' = any(u.set) then u.year else v.year end,
           vin = case when 'vin' = any(u.set) then u.vin else v.vin end,
           version = v.version + 1
      from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
           as u(id uuid, set text[], plate text, make text, model text, year int, vin text)
     where v.tenant_id = ${tx.tenantId}::uuid and v.id = u.id`;
};

/** What has come to lean on vehicles since they were imported. */
export const leaningOn = async (db: Db, ids: readonly string[]) =>
  db.client.$queryRaw<
    {
      id: string;
      version: number;
      cards: number;
      readings: number;
      moved: boolean;
      booked: boolean;
      entangled: boolean;
    }[]
  >`
    select v.id, v.version,
           (exists (select 1 from vehicle_plate p where p.tenant_id = v.tenant_id and p.vehicle_id = v.id)
             or exists (select 1 from vehicle_ownership o where o.tenant_id = v.tenant_id and o.vehicle_id = v.id)) as moved,
           exists (select 1 from appointment a where a.tenant_id = v.tenant_id and a.vehicle_id = v.id) as booked,
           (exists (select 1 from vehicle_merge m where m.tenant_id = v.tenant_id and v.id in (m.kept_id, m.gone_id))
             or exists (select 1 from vehicle_distinct d where d.tenant_id = v.tenant_id and v.id in (d.low_id, d.high_id))) as entangled,
           (select count(*) from job_card j where j.tenant_id = v.tenant_id and j.vehicle_id = v.id)::int as cards,
           (select count(*) from odometer_reading o where o.tenant_id = v.tenant_id and o.vehicle_id = v.id)::int as readings
      from vehicle v where v.tenant_id = ${db.tenantId}::uuid and v.id = any(${[...ids]}::uuid[])`;
