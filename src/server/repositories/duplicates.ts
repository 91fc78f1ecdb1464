import type { DuplicateReason } from "#/domain/duplicate.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type Pair = {
  readonly lowId: string;
  readonly highId: string;
  readonly reasons: DuplicateReason[];
  readonly total: number;
};

// A number that a dozen customers share is a company's switchboard, and says nothing about who is who.
const crowd = 12;

/**
 * Live customers that may be one person, of one of them or of all, the strongest reasons first. By: a phone number or an
 * e-mail address of both, first or further; a car (VIN, plate present or former) that two records have, with similar
 * names; an address of both, with similar names. Pairs found to be two people are left out. All in one statement.
 */
export const pairs = (db: Db, customerId: string | null, limit: number): Promise<Pair[]> => {
  const tenant = Prisma.sql`${db.tenantId}::uuid`;
  const asked = customerId === null ? Prisma.sql`true` : Prisma.sql`id = ${customerId}::uuid`;
  // Of one customer what is compared is a handful, known before the others are looked up: by index, however many there are.
  const among = (column: string, values: string) =>
    customerId === null ? Prisma.sql`true` : Prisma.raw(`${column} = any(array(${values}))`);
  return db.client.$queryRaw<Pair[]>`
    with subject as materialized (
      select id, name_key, email, phone, address_key from customer where tenant_id = ${tenant} and archived_at is null and ${asked}
    ), reach as materialized (
      select id, email as value, 'EMAIL' as why from subject where email is not null
      union all select id, phone, 'PHONE' from subject where phone is not null
      union all select k.customer_id, k.value, k.kind::text from customer_contact k join subject s on s.id = k.customer_id
        where k.tenant_id = ${tenant} and ${among("k.customer_id", "select id from subject")}
    ), reached as (
      select id, email as value from customer where tenant_id = ${tenant} and archived_at is null and email is not null
         and ${among("email", "select value from reach where why = 'EMAIL'")}
      union all select id, phone from customer where tenant_id = ${tenant} and archived_at is null and phone is not null
         and ${among("phone", "select value from reach where why = 'PHONE'")}
      union all select c.id, k.value from customer_contact k join customer c on c.tenant_id = k.tenant_id and c.id = k.customer_id
        where k.tenant_id = ${tenant} and c.archived_at is null and ${among("k.value", "select value from reach")}
    ), by_contact as (
      select r.id, o.id as other, r.why, count(*) over (partition by r.id, r.value) as sharing
        from reach r join reached o on o.value = r.value and o.id <> r.id
    ), own as materialized (
      select v.customer_id as id, v.id as vehicle_id, v.vin, v.plate_normalised as plate from vehicle v join subject s on s.id = v.customer_id
        where v.tenant_id = ${tenant} and ${among("v.customer_id", "select id from subject")}
    ), owned as (
      select id, vin, plate from own
      union all select o.id, null, p.plate_normalised from own o join vehicle_plate p on p.tenant_id = ${tenant} and p.vehicle_id = o.vehicle_id
        where ${among("p.vehicle_id", "select vehicle_id from own")}
    ), same_car as (
      select a.id, v.customer_id as other from owned a join vehicle v on v.tenant_id = ${tenant} and v.vin = a.vin
        where ${among("v.vin", "select vin from owned")}
      union select a.id, v.customer_id from owned a join vehicle v on v.tenant_id = ${tenant} and v.plate_normalised = a.plate
        where ${among("v.plate_normalised", "select plate from owned")}
      union select a.id, v.customer_id from owned a
        join vehicle_plate p on p.tenant_id = ${tenant} and p.plate_normalised = a.plate and ${among("p.plate_normalised", "select plate from owned")}
        join vehicle v on v.tenant_id = ${tenant} and v.id = p.vehicle_id
    ), shared as materialized (
      select id, other from same_car where other <> id
    ), by_car as (
      select s.id, c.id as other from shared m join subject s on s.id = m.id
        join customer c on c.tenant_id = ${tenant} and c.id = m.other and c.archived_at is null and c.id <> s.id
       where similarity(s.name_key, c.name_key) >= 0.3 and ${among("c.id", "select other from shared")}
    ), by_address as (
      select s.id, c.id as other from subject s
        join customer c on c.tenant_id = ${tenant} and c.address_key = s.address_key and c.archived_at is null and c.id <> s.id
       where similarity(s.name_key, c.name_key) >= 0.6 and ${among("c.address_key", "select address_key from subject")}
    ), found as (
      select id, other, why, 4 as weight from by_contact where sharing < ${crowd}
      union select id, other, 'CAR', 3 from by_car
      union select id, other, 'ADDRESS', 2 from by_address
    ), pair as (
      select least(id, other) as low, greatest(id, other) as high, array_agg(distinct why order by why) as reasons, sum(weight) as strength
        from (select distinct least(id, other) as id, greatest(id, other) as other, why, weight from found) each group by 1, 2
    )
    select low as "lowId", high as "highId", reasons, (count(*) over ())::int as total from pair
     where not exists (select 1 from customer_distinct d where d.tenant_id = ${tenant} and d.low_id = low and d.high_id = high)
     order by strength desc, low, high limit ${limit}`;
};

/** Remembers that two customers are two people. */
export const dismiss = async (tx: Tx, ids: readonly [string, string], recordedByName: string): Promise<void> => {
  const [lowId, highId] = ids[0] < ids[1] ? ids : [ids[1], ids[0]];
  await tx.client.customerDistinct.createMany({
    data: [{ tenantId: tx.tenantId, lowId, highId, at: tx.now, recordedByName }],
    skipDuplicates: true,
  });
};

export type Side = {
  readonly id: string;
  readonly jobCards: number;
  readonly openCards: number;
  readonly lastVisit: Date | null;
};

/** How much stands on each of these customers, or vehicles. */
export const visits = (db: Db, of: "customer_id" | "vehicle_id", ids: readonly string[]): Promise<Side[]> => {
  const column = Prisma.raw(of);
  return db.client.$queryRaw<Side[]>`
    select ${column} as id, count(*)::int as "jobCards", (count(*) filter (where status not in ('COLLECTED', 'CANCELLED')))::int as "openCards",
           max(opened_at) as "lastVisit"
      from job_card where tenant_id = ${db.tenantId}::uuid and ${column} = any(${[...ids]}::uuid[]) group by ${column}`;
};
