import type { InvoiceAge, InvoiceState, ListInvoices } from "#/domain/invoice-list.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";

export type InvoiceListRow = {
  readonly id: string;
  readonly number: string;
  readonly plate: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly branchName: string;
  readonly locale: string;
  readonly currency: string;
  readonly issuedAt: Date;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly totalMinor: bigint;
  readonly dueMinor: bigint;
  readonly daysLate: number | null;
};

const all = (conditions: readonly (Prisma.Sql | null)[]): Prisma.Sql =>
  Prisma.join(
    conditions.filter((condition) => condition !== null),
    " and ",
  );

/** The day that it now is at the branch: of `day`, which reads the branches once, not once for each row that is walked. */
const today = Prisma.sql`(select day.today from day where day.id = r.branch_id)`;

const standing = {
  open: null,
  due: Prisma.sql`r.due_on >= ${today}`,
  overdue: Prisma.sql`r.due_on < ${today}`,
  part: Prisma.sql`r.due_minor < r.total_minor`,
} as const satisfies Record<Exclude<InvoiceState, "paid">, Prisma.Sql | null>;

const late = (least: number, most: number | null): Prisma.Sql =>
  most === null
    ? Prisma.sql`${today} - r.due_on >= ${least}::int`
    : Prisma.sql`${today} - r.due_on between ${least}::int and ${most}::int`;
const ages = {
  "0-30": late(1, 30),
  "31-60": late(31, 60),
  "61-90": late(61, 90),
  "91": late(91, null),
} as const satisfies Record<InvoiceAge, Prisma.Sql>;

/**
 * The ids of a page. What is owed stands in a table of its own and is walked there; the rest among all invoices, of which
 * most are paid.
 */
const pageOf = (
  db: Db,
  { state, age, branchId, customerId, order, cursor }: ListInvoices,
  limit: number,
): Prisma.Sql => {
  const walk = (at: Prisma.Sql, id: Prisma.Sql) => ({
    after:
      cursor &&
      (order === "newest"
        ? Prisma.sql`(${at}, ${id}) < (${cursor.at}, ${cursor.id}::uuid)`
        : Prisma.sql`(${at}, ${id}) > (${cursor.at}, ${cursor.id}::uuid)`),
    sorted: order === "newest" ? Prisma.sql`${at} desc, ${id} desc` : Prisma.sql`${at}, ${id}`,
  });
  if (age !== null || (state !== null && state !== "paid")) {
    const { after, sorted } = walk(Prisma.sql`r.issued_at`, Prisma.sql`r.invoice_id`);
    return Prisma.sql`select r.invoice_id as id from receivable r where ${all([
      Prisma.sql`r.tenant_id = ${db.tenantId}::uuid`,
      state === null || state === "paid" ? null : standing[state],
      age === null ? null : ages[age],
      branchId === null ? null : Prisma.sql`r.branch_id = ${branchId}::uuid`,
      customerId === null
        ? null
        : Prisma.sql`exists (select from invoice x where x.tenant_id = r.tenant_id and x.id = r.invoice_id and x.customer_id = ${customerId}::uuid)`,
      after,
    ])} order by ${sorted} limit ${limit}`;
  }
  const { after, sorted } = walk(Prisma.sql`i.issued_at`, Prisma.sql`i.id`);
  return Prisma.sql`select i.id from invoice i where ${all([
    Prisma.sql`i.tenant_id = ${db.tenantId}::uuid`,
    branchId === null ? null : Prisma.sql`i.branch_id = ${branchId}::uuid`,
    customerId === null ? null : Prisma.sql`i.customer_id = ${customerId}::uuid`,
    state === "paid"
      ? Prisma.sql`not exists (select from receivable r where r.tenant_id = ${db.tenantId}::uuid and r.invoice_id = i.id)`
      : null,
    after,
  ])} order by ${sorted} limit ${limit}`;
};

/** A page of invoices in the order asked for; what stands beside each is fetched for the page at once. */
export const list = (db: Db, asked: ListInvoices, limit: number): Promise<InvoiceListRow[]> =>
  db.client.$queryRaw<InvoiceListRow[]>`
    with day as materialized (
      select id, (now() at time zone zone)::date as today from branch where tenant_id = ${db.tenantId}::uuid
    ), page as materialized (${pageOf(db, asked, limit)}), i as materialized (
      select * from invoice where tenant_id = ${db.tenantId}::uuid and id = any(array(select id from page))
    ), owed as materialized (
      select * from receivable where tenant_id = ${db.tenantId}::uuid and invoice_id = any(array(select id from page))
    )
    select i.id, i.number, v.plate, c.id as "customerId", c.name as "customerName", b.name as "branchName", b.locale, i.currency,
           i.issued_at as "issuedAt", i.issued_on::text as "issuedOn", i.due_on::text as "dueOn", i.total_minor as "totalMinor",
           coalesce(r.due_minor, 0)::bigint as "dueMinor",
           case when r.due_on < (now() at time zone b.zone)::date then (now() at time zone b.zone)::date - r.due_on end as "daysLate"
      from i
      join branch b on b.tenant_id = i.tenant_id and b.id = i.branch_id
      join (select * from vehicle where tenant_id = ${db.tenantId}::uuid and id = any(array(select vehicle_id from i))) v on v.id = i.vehicle_id
      join (select * from customer where tenant_id = ${db.tenantId}::uuid and id = any(array(select customer_id from i))) c on c.id = i.customer_id
      left join owed r on r.invoice_id = i.id
     order by ${asked.order === "newest" ? Prisma.sql`i.issued_at desc, i.id desc` : Prisma.sql`i.issued_at, i.id`}`;

/** What is owed, by currency. */
export const owed = async (db: Db) => {
  const rows = await db.client.$queryRaw<
    {
      currency: string;
      invoices: number;
      dueMinor: bigint;
      overdueInvoices: number;
      overdueMinor: bigint;
      oldestDueOn: string | null;
    }[]
  >`
    select r.currency, count(*)::int as invoices, sum(r.due_minor)::bigint as "dueMinor",
           (count(*) filter (where r.due_on < b.today))::int as "overdueInvoices",
           coalesce(sum(r.due_minor) filter (where r.due_on < b.today), 0)::bigint as "overdueMinor",
           (min(r.due_on) filter (where r.due_on < b.today))::text as "oldestDueOn"
      from receivable r
      join (select tenant_id, id, (now() at time zone zone)::date as today from branch) b on b.tenant_id = r.tenant_id and b.id = r.branch_id
     where r.tenant_id = ${db.tenantId}::uuid group by r.currency order by r.currency`;
  return rows.map((row) => ({ ...row, dueMinor: Number(row.dueMinor), overdueMinor: Number(row.overdueMinor) }));
};
