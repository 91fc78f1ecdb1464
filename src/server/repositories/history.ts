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

type Card = Omit<HistoryCardRow, keyof Invoiced> & { readonly completionNumber: number };
type Invoiced = Pick<HistoryCardRow, "invoiceId" | "invoiceNumber" | "currency" | "totalMinor" | "dueMinor">;

/**
 * A page of cards in the order asked for: a walk along one index from the row before, then what was invoiced for the whole
 * page at once, one walk along the ids that lie side by side. Not one statement: of a page joined with its own invoices the
 * planner expects ten and compares each with each, and a thousand rows take a thousand times a thousand comparisons.
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
  const cards = await db.client.$queryRaw<Card[]>`
    with jc as materialized (
      select * from job_card jc where ${all([...conditions, after])} order by ${order} limit ${written(limit)}
    )
    select jc.id, jc.number, jc.status::text as status, v.plate, v.make, v.model, c.id as "customerId", c.name as "customerName",
           c.phone as "customerPhone", jc.complaint, t.name as "technicianName", b.name as "branchName", b.zone, b.locale, b.country,
           jc.opened_at as "openedAt", jc.promised_at as "promisedAt", jc.completed_at as "completedAt", d.name as "completedByName",
           jc.completion_number as "completionNumber"
      from jc
      join branch b on b.tenant_id = jc.tenant_id and b.id = jc.branch_id
      join vehicle v on v.tenant_id = jc.tenant_id and v.id = jc.vehicle_id
      join customer c on c.tenant_id = jc.tenant_id and c.id = jc.customer_id
      left join member t on t.tenant_id = jc.tenant_id and t.id = jc.technician_id
      left join member d on d.tenant_id = jc.tenant_id and d.id = jc.completed_by_id
     order by ${order}`;
  const invoices = await invoicesOf(db, cards);
  return cards.map(({ completionNumber, ...card }) => ({
    ...card,
    ...(invoices.get(`${card.id} ${completionNumber}`) ?? notInvoiced),
  }));
};

const notInvoiced: Invoiced = {
  invoiceId: null,
  invoiceNumber: null,
  currency: null,
  totalMinor: null,
  dueMinor: null,
};

/** What was invoiced for cards, and is still owed on it, by card and completion. */
const invoicesOf = async (db: Db, cards: readonly Card[]): Promise<Map<string, Invoiced>> => {
  const ids = cards.flatMap(({ id, completionNumber }) => (completionNumber > 0 ? [id] : []));
  if (ids.length === 0) return new Map();
  const rows = await db.client.$queryRaw<
    (Invoiced & { invoiceId: string; cardId: string; completionNumber: number })[]
  >`
    select i.job_card_id as "cardId", i.completion_number as "completionNumber", i.id as "invoiceId", i.number as "invoiceNumber", i.currency,
           i.total_minor as "totalMinor"
      from invoice i where i.tenant_id = ${db.tenantId}::uuid and i.job_card_id = any(${ids}::uuid[])`;
  const owed = await db.client.$queryRaw<{ invoiceId: string; dueMinor: bigint }[]>`
    select r.invoice_id as "invoiceId", r.due_minor as "dueMinor" from receivable r
     where r.tenant_id = ${db.tenantId}::uuid and r.invoice_id = any(${rows.map(({ invoiceId }) => invoiceId)}::uuid[])`;
  const due = new Map(owed.map(({ invoiceId, dueMinor }) => [invoiceId, dueMinor]));
  return new Map(
    rows.map(({ cardId, completionNumber, ...invoice }) => [
      `${cardId} ${completionNumber}`,
      { ...invoice, dueMinor: due.get(invoice.invoiceId) ?? 0n },
    ]),
  );
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
