import type { PaymentMethod } from "#/domain/payment.ts";
import type { Db } from "#/server/db/transaction.ts";

export type TillRow = {
  readonly id: string;
  readonly kind: "payment" | "refund";
  readonly method: PaymentMethod;
  /** Less than zero for money that went out. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly at: Date;
  readonly reference: string;
  readonly invoiceId: string | null;
  readonly invoiceNumber: string | null;
  readonly jobCardId: string | null;
  readonly appointmentId: string | null;
  readonly customerId: string;
  readonly customerName: string;
  readonly byId: string | null;
};

/** What came in and went out at a branch on a day of its own calendar, `2026-11-26`; the earliest first. */
export const ofDay = async (db: Db, branchId: string, day: string): Promise<TillRow[]> => {
  const rows = await db.client.$queryRaw<(Omit<TillRow, "amountMinor"> & { amountMinor: bigint })[]>`
    with b as (
      select ${day}::date::timestamp at time zone zone as starts, (${day}::date + 1)::timestamp at time zone zone as ends
        from branch where tenant_id = ${db.tenantId}::uuid and id = ${branchId}::uuid
    ), moved as (
      select p.id, 'payment' as kind, p.method, p.amount_minor, p.currency, p.received_at as at, p.reference, p.invoice_id, p.job_card_id,
             p.appointment_id, p.customer_id, p.received_by_id as by_id
        from payment p, b
       where p.tenant_id = ${db.tenantId}::uuid and p.branch_id = ${branchId}::uuid and p.received_at >= b.starts and p.received_at < b.ends
      union all
      select r.id, 'refund', r.method, -r.amount_minor, r.currency, r.settled_at, r.reason, coalesce(r.invoice_id, p.invoice_id), p.job_card_id,
             p.appointment_id, p.customer_id, r.requested_by_id
        from refund r join payment p on p.tenant_id = r.tenant_id and p.id = r.payment_id, b
       where r.tenant_id = ${db.tenantId}::uuid and r.branch_id = ${branchId}::uuid and r.state = 'SUCCEEDED'
         and r.settled_at >= b.starts and r.settled_at < b.ends
    )
    select m.id, m.kind, m.method::text, m.amount_minor as "amountMinor", m.currency, m.at, m.reference, m.invoice_id as "invoiceId",
           i.number as "invoiceNumber", m.job_card_id as "jobCardId", m.appointment_id as "appointmentId", m.customer_id as "customerId",
           c.name as "customerName", m.by_id as "byId"
      from moved m
      left join invoice i on i.tenant_id = ${db.tenantId}::uuid and i.id = m.invoice_id
      join customer c on c.tenant_id = ${db.tenantId}::uuid and c.id = m.customer_id
     order by m.at, m.id`;
  return rows.map((row) => ({ ...row, amountMinor: Number(row.amountMinor) }));
};

export type StatementRow = {
  readonly sourceType: string;
  readonly sourceId: string;
  readonly entry: string;
  readonly at: Date;
  readonly currency: string;
  /** What the customer owes more by it; less than zero, what they owe less. */
  readonly amountMinor: number;
  readonly invoiceId: string | null;
  readonly number: string | null;
  readonly method: PaymentMethod | null;
};

/**
 * What changed what a customer owes, or what is kept for them, from the books: receivables less deposits. The earliest
 * first; given with those merged into them.
 */
export const statementOf = async (db: Db, customerIds: readonly string[], limit: number): Promise<StatementRow[]> => {
  const rows = await db.client.$queryRaw<(Omit<StatementRow, "amountMinor"> & { amountMinor: bigint })[]>`
    with newest as (
      select source_type, source_id, entry, posted_at, currency, sum(amount_minor) as amount
        from ledger_entry
       where tenant_id = ${db.tenantId}::uuid and customer_id = any(${[...customerIds]}::uuid[]) and account in ('RECEIVABLES', 'DEPOSITS')
       group by source_type, source_id, entry, posted_at, currency having sum(amount_minor) <> 0
       order by posted_at desc, source_id desc limit ${limit}
    )
    select n.source_type as "sourceType", n.source_id as "sourceId", n.entry, n.posted_at as at, n.currency, n.amount::bigint as "amountMinor",
           coalesce(i.id, k.invoice_id, p.invoice_id, r.invoice_id) as "invoiceId", coalesce(i.number, k.number, pi.number, ri.number) as number,
           coalesce(p.method, r.method)::text as method
      from newest n
      left join invoice i on n.source_type = 'invoice' and i.tenant_id = ${db.tenantId}::uuid and i.id = n.source_id
      left join credit_note k on n.source_type = 'creditNote' and k.tenant_id = ${db.tenantId}::uuid and k.id = n.source_id
      left join payment p on n.source_type = 'payment' and p.tenant_id = ${db.tenantId}::uuid and p.id = n.source_id
      left join invoice pi on pi.tenant_id = ${db.tenantId}::uuid and pi.id = p.invoice_id
      left join refund r on n.source_type = 'refund' and r.tenant_id = ${db.tenantId}::uuid and r.id = n.source_id
      left join invoice ri on ri.tenant_id = ${db.tenantId}::uuid and ri.id = r.invoice_id
     order by n.posted_at, n.source_id`;
  return rows.map((row) => ({ ...row, amountMinor: Number(row.amountMinor) }));
};

/** Money kept for a customer that pays nothing yet, the oldest first. */
export const depositsOf = async (db: Db, customerIds: readonly string[]) => {
  const rows = await db.client.$queryRaw<
    { paymentId: string; method: PaymentMethod; freeMinor: bigint; currency: string; receivedAt: Date }[]
  >`
    select id as "paymentId", method::text, amount_minor - allocated_minor - refunded_minor as "freeMinor", currency, received_at as "receivedAt"
      from payment
     where tenant_id = ${db.tenantId}::uuid and customer_id = any(${[...customerIds]}::uuid[]) and state = 'CAPTURED'
       and allocated_minor + refunded_minor < amount_minor
     order by received_at, id`;
  return rows.map((row) => ({ ...row, freeMinor: Number(row.freeMinor) }));
};

/** What customers owe less what is kept for them, by currency, with a locale it is written in. */
export const balancesOf = async (db: Db, customerIds: readonly string[]) => {
  const rows = await db.client.$queryRaw<{ currency: string; balanceMinor: bigint; locale: string | null }[]>`
    select l.currency, sum(l.amount_minor)::bigint as "balanceMinor", min(b.locale) as locale
      from ledger_entry l join branch b on b.tenant_id = l.tenant_id and b.id = l.branch_id
     where l.tenant_id = ${db.tenantId}::uuid and l.customer_id = any(${[...customerIds]}::uuid[]) and l.account in ('RECEIVABLES', 'DEPOSITS')
     group by l.currency order by l.currency`;
  return rows.map((row) => ({ ...row, balanceMinor: Number(row.balanceMinor) }));
};

export const isCustomer = async (db: Db, id: string): Promise<boolean> =>
  (await db.client.customer.findFirst({ where: { tenantId: db.tenantId, id }, select: { id: true } })) !== null;
