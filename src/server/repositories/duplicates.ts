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
  return db.client.$queryRaw<Pair[]>`
    with subject as materialized (
      select id, name_key, email, phone, address_key from customer where tenant_id = ${tenant} and archived_at is null and ${asked}
    ), reach as (
      select id, email as value, 'EMAIL' as why from subject where email is not null
      union all select id, phone, 'PHONE' from subject where phone is not null
      union all select k.customer_id, k.value, k.kind::text from customer_contact k join subject s on s.id = k.customer_id where k.tenant_id = ${tenant}
    ), reached as (
      select id, email as value from customer where tenant_id = ${tenant} and archived_at is null and email is not null
      union all select id, phone from customer where tenant_id = ${tenant} and archived_at is null and phone is not null
      union all select c.id, k.value from customer_contact k join customer c on c.tenant_id = k.tenant_id and c.id = k.customer_id
        where k.tenant_id = ${tenant} and c.archived_at is null
    ), by_contact as (
      select r.id, o.id as other, r.why, count(*) over (partition by r.id, r.value) as sharing
        from reach r join reached o on o.value = r.value and o.id <> r.id
    ), marks as materialized (
      select customer_id, vin as mark from vehicle where tenant_id = ${tenant} and vin is not null
      union select customer_id, plate_normalised from vehicle where tenant_id = ${tenant}
      union select v.customer_id, p.plate_normalised from vehicle_plate p join vehicle v on v.tenant_id = p.tenant_id and v.id = p.vehicle_id
        where p.tenant_id = ${tenant}
    ), by_car as (
      select s.id, c.id as other from marks a join subject s on s.id = a.customer_id
        join marks b on b.mark = a.mark and b.customer_id <> a.customer_id
        join customer c on c.tenant_id = ${tenant} and c.id = b.customer_id and c.archived_at is null
       where similarity(s.name_key, c.name_key) >= 0.3
    ), by_address as (
      select s.id, c.id as other from subject s
        join customer c on c.tenant_id = ${tenant} and c.address_key = s.address_key and c.archived_at is null and c.id <> s.id
       where similarity(s.name_key, c.name_key) >= 0.6
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

/** How much stands on each of these customers. */
export const visits = (db: Db, ids: readonly string[]): Promise<Side[]> =>
  db.client.$queryRaw<Side[]>`
    select customer_id as id, count(*)::int as "jobCards", (count(*) filter (where status not in ('COLLECTED', 'CANCELLED')))::int as "openCards",
           max(opened_at) as "lastVisit"
      from job_card where tenant_id = ${db.tenantId}::uuid and customer_id = any(${[...ids]}::uuid[]) group by customer_id`;
