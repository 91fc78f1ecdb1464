import type { HistoryCursor, HistoryFilter } from "#/domain/history.ts";
import type { JobCardStatus } from "#/domain/transitions.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";
import { all, dates, given, matching, written } from "#/server/repositories/history/filter.ts";

export type HistoryCardRow = {
  readonly id: string;
  readonly number: number;
  readonly status: JobCardStatus;
  readonly plate: string;
  readonly make: string;
  readonly model: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly customerPhone: string | null;
  readonly complaint: string;
  readonly technicianName: string | null;
  readonly branchName: string;
  readonly zone: string;
  readonly locale: string;
  readonly country: string;
  readonly openedAt: Date;
  readonly promisedAt: Date | null;
  readonly completedAt: Date | null;
  readonly completedByName: string | null;
  readonly invoiceId: string | null;
  readonly invoiceNumber: string | null;
  readonly currency: string | null;
  readonly totalMinor: bigint | null;
  readonly dueMinor: bigint | null;
};

export type Walk = {
  readonly filter: HistoryFilter;
  /** The row that the page follows in the order asked for; backwards: that it ends before. */
  readonly from: HistoryCursor | null;
  readonly backwards: boolean;
  readonly limit: number;
};

/**
 * A page of cards in the order asked for: a walk along one index from the row before, with what was invoiced for the whole
 * page looked up by id from one walk along the ids that lie side by side. Not joined: of a page joined with its own invoices
 * the planner expects ten and compares each with each, and a thousand rows take a thousand times a thousand comparisons.
 */
export const page = async (db: Db, { filter, from, backwards, limit }: Walk): Promise<HistoryCardRow[]> => {
  const at = dates[filter.by];
  const descends = (filter.order === "newest") !== backwards;
  const after = given(from, (row) =>
    descends
      ? Prisma.sql`(${at}, jc.id) < (${row.at}, ${row.id}::uuid)`
      : Prisma.sql`(${at}, jc.id) > (${row.at}, ${row.id}::uuid)`,
  );
  const order = descends ? Prisma.sql`${at} desc, jc.id desc` : Prisma.sql`${at}, jc.id`;
  const conditions = await matching(db, filter);
  return db.client.$queryRaw<HistoryCardRow[]>`
    with jc as materialized (
      select * from job_card jc where ${all([...conditions, after])} order by ${order} limit ${written(limit)}
    ), issued as materialized (
      select i.job_card_id, i.completion_number, i.id, i.number, i.currency, i.total_minor from invoice i
       where i.tenant_id = ${db.tenantId}::uuid and i.job_card_id = any(array(select id from jc where completion_number > 0))
    ), owed as materialized (
      select jsonb_object_agg(r.invoice_id, r.due_minor) as known from receivable r
       where r.tenant_id = ${db.tenantId}::uuid and r.invoice_id = any(array(select id from issued))
    ), invoiced as materialized (
      select jsonb_object_agg(i.job_card_id || '/' || i.completion_number,
               jsonb_build_array(i.id, i.number, i.currency, i.total_minor, coalesce(owed.known->i.id::text, '0'))) as known
        from issued i cross join owed
    )
    select jc.id, jc.number, jc.status::text as status, v.plate, v.make, v.model, c.id as "customerId", c.name as "customerName",
           c.phone as "customerPhone", jc.complaint, t.name as "technicianName", b.name as "branchName", b.zone, b.locale, b.country,
           jc.opened_at as "openedAt", jc.promised_at as "promisedAt", jc.completed_at as "completedAt", d.name as "completedByName",
           i.known->>0 as "invoiceId", i.known->>1 as "invoiceNumber", i.known->>2 as currency,
           (i.known->>3)::bigint as "totalMinor", (i.known->>4)::bigint as "dueMinor"
      from jc
      join branch b on b.tenant_id = jc.tenant_id and b.id = jc.branch_id
      join vehicle v on v.tenant_id = jc.tenant_id and v.id = jc.vehicle_id
      join customer c on c.tenant_id = jc.tenant_id and c.id = jc.customer_id
      left join member t on t.tenant_id = jc.tenant_id and t.id = jc.technician_id
      left join member d on d.tenant_id = jc.tenant_id and d.id = jc.completed_by_id
      cross join invoiced
      cross join lateral (select invoiced.known->(jc.id || '/' || jc.completion_number) as known) i
     order by ${order}`;
};

/** How many cards match, counted no further than `limit`. */
export const count = async (db: Db, filter: HistoryFilter, limit: number): Promise<number> => {
  const conditions = await matching(db, filter);
  const [row] = await db.client.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from (select from job_card jc where ${all(conditions)} limit ${limit}) counted`;
  return row?.count ?? 0;
};

type Named = { readonly customerId: string | null; readonly vehicleId: string | null; readonly partId: string | null };

/** What ids stand for: a name, a plate, a part's number. Null for none, and for one that is not the tenant's. */
export const names = async (db: Db, { customerId, vehicleId, partId }: Named) => {
  const [row] = await db.client.$queryRaw<{ customer: string | null; vehicle: string | null; part: string | null }[]>`
    select (select c.name from customer c where c.tenant_id = ${db.tenantId}::uuid and c.id = ${customerId}::uuid) as customer,
           (select v.plate from vehicle v where v.tenant_id = ${db.tenantId}::uuid and v.id = ${vehicleId}::uuid) as vehicle,
           (select p.number || ' ' || p.name from part p where p.tenant_id = ${db.tenantId}::uuid and p.id = ${partId}::uuid) as part`;
  return row ?? { customer: null, vehicle: null, part: null };
};
