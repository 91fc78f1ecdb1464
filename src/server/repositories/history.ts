import type { HistoryCursor, HistoryFilter } from "#/domain/history.ts";
import type { JobCardStatus } from "#/domain/transitions.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";

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

const all = (conditions: readonly (Prisma.Sql | null)[]): Prisma.Sql =>
  Prisma.join(
    conditions.filter((condition) => condition !== null),
    " and ",
  );

const given = <Value>(value: Value | null, condition: (value: Value) => Prisma.Sql): Prisma.Sql | null =>
  value === null ? null : condition(value);

const dates = { opened: Prisma.sql`jc.opened_at`, completed: Prisma.sql`jc.completed_at` } as const;

const done = new Set<JobCardStatus>(["COLLECTED", "CANCELLED"]);

/**
 * The statuses asked for, and beside them what an index knows of them: under row level security the comparison of an enum
 * is no index condition, so few among many would be looked for in all (decision 013).
 */
const inStatuses = (statuses: readonly JobCardStatus[]): Prisma.Sql | null => {
  if (statuses.length === 0) return null;
  const wanted = Prisma.sql`jc.status = any(${statuses}::job_card_status[])`;
  if (statuses.every((status) => !done.has(status))) return Prisma.sql`jc.on_board and ${wanted}`;
  if (statuses.every((status) => status === "CANCELLED"))
    return Prisma.sql`not jc.on_board and jc.completed_at is null and ${wanted}`;
  return wanted;
};

/** What was invoiced for the card's last completion. */
const invoiced = ({ leastMinor, mostMinor, currency }: HistoryFilter, tenantId: string): Prisma.Sql | null =>
  leastMinor === null && mostMinor === null
    ? null
    : Prisma.sql`exists (select from invoice i where ${all([
        Prisma.sql`i.tenant_id = ${tenantId}::uuid and i.job_card_id = jc.id and i.completion_number = jc.completion_number`,
        given(leastMinor, (least) => Prisma.sql`i.total_minor >= ${least}::bigint`),
        given(mostMinor, (most) => Prisma.sql`i.total_minor <= ${most}::bigint`),
        given(currency, (code) => Prisma.sql`i.currency = ${code}`),
      ])})`;

const matching = (db: Db, filter: HistoryFilter): (Prisma.Sql | null)[] => {
  const at = dates[filter.by];
  return [
    Prisma.sql`jc.tenant_id = ${db.tenantId}::uuid`,
    filter.by === "completed" ? Prisma.sql`jc.completed_at is not null` : null,
    inStatuses(filter.statuses),
    given(filter.branchId, (id) => Prisma.sql`jc.branch_id = ${id}::uuid`),
    given(filter.technicianId, (id) => Prisma.sql`jc.technician_id = ${id}::uuid`),
    given(filter.customerId, (id) => Prisma.sql`jc.customer_id = ${id}::uuid`),
    given(filter.vehicleId, (id) => Prisma.sql`jc.vehicle_id = ${id}::uuid`),
    given(filter.completedById, (id) => Prisma.sql`jc.completed_by_id = ${id}::uuid`),
    given(filter.from, (from) => Prisma.sql`${at} >= ${from}`),
    given(filter.to, (to) => Prisma.sql`${at} < ${to}`),
    given(
      filter.partId,
      (
        id,
      ) => Prisma.sql`exists (select from job_line l where l.tenant_id = ${db.tenantId}::uuid and l.job_card_id = jc.id
                                and l.part_id = ${id}::uuid and l.removed_at is null)`,
    ),
    invoiced(filter, db.tenantId),
  ];
};

/**
 * A page of cards in the order asked for: a walk along one index from the row before. What stands beside each card is
 * fetched for the page at once, one walk over each index, where a look-up for each row would descend it fifty times.
 */
export const page = (db: Db, { filter, from, backwards, limit }: Walk): Promise<HistoryCardRow[]> => {
  const at = dates[filter.by];
  const descends = (filter.order === "newest") !== backwards;
  const after = given(from, (row) =>
    descends
      ? Prisma.sql`(${at}, jc.id) < (${row.at}, ${row.id}::uuid)`
      : Prisma.sql`(${at}, jc.id) > (${row.at}, ${row.id}::uuid)`,
  );
  const order = descends ? Prisma.sql`${at} desc, jc.id desc` : Prisma.sql`${at}, jc.id`;
  return db.client.$queryRaw<HistoryCardRow[]>`
    with jc as materialized (
      select * from job_card jc where ${all([...matching(db, filter), after])} order by ${order} limit ${limit}
    ), invoiced as materialized (
      select i.job_card_id, i.completion_number, i.id, i.number, i.currency, i.total_minor from invoice i
       where i.tenant_id = ${db.tenantId}::uuid and i.job_card_id = any(array(select id from jc where completion_number > 0))
    ), paid as (
      select p.invoice_id, sum(p.amount_minor)::bigint as amount from payment p
       where p.tenant_id = ${db.tenantId}::uuid and p.invoice_id = any(array(select id from invoiced)) group by p.invoice_id
    )
    select jc.id, jc.number, jc.status::text as status, v.plate, v.make, v.model, c.id as "customerId", c.name as "customerName",
           c.phone as "customerPhone", jc.complaint, t.name as "technicianName", b.name as "branchName", b.zone, b.locale, b.country,
           jc.opened_at as "openedAt", jc.promised_at as "promisedAt", jc.completed_at as "completedAt", d.name as "completedByName",
           i.id as "invoiceId", i.number as "invoiceNumber", i.currency, i.total_minor as "totalMinor",
           i.total_minor - coalesce(paid.amount, 0) as "dueMinor"
      from jc
      join branch b on b.tenant_id = jc.tenant_id and b.id = jc.branch_id
      join (select * from vehicle where tenant_id = ${db.tenantId}::uuid and id = any(array(select vehicle_id from jc))) v on v.id = jc.vehicle_id
      join (select * from customer where tenant_id = ${db.tenantId}::uuid and id = any(array(select customer_id from jc))) c on c.id = jc.customer_id
      left join member t on t.tenant_id = jc.tenant_id and t.id = jc.technician_id
      left join member d on d.tenant_id = jc.tenant_id and d.id = jc.completed_by_id
      left join invoiced i on i.job_card_id = jc.id and i.completion_number = jc.completion_number
      left join paid on paid.invoice_id = i.id
     order by ${order}`;
};

/** How many cards match, counted no further than `limit`. */
export const count = async (db: Db, filter: HistoryFilter, limit: number): Promise<number> => {
  const [row] = await db.client.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from (select from job_card jc where ${all(matching(db, filter))} limit ${limit}) counted`;
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
