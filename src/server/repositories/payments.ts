import { notFound } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Gateway, PaymentMethod, PaymentState } from "#/domain/payment.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import { pool } from "#/server/db/client.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** What a payment is for: one of the three. */
export type Purpose = {
  readonly invoiceId: string | null;
  readonly appointmentId: string | null;
  readonly jobCardId: string | null;
};

export type NewPayment = Purpose & {
  readonly id: string;
  readonly branchId: string;
  readonly customerId: string;
  readonly method: PaymentMethod;
  readonly gateway: Gateway;
  readonly state: PaymentState;
  readonly amountMinor: number;
  readonly currency: string;
  readonly tenderedMinor: number | null;
  readonly reference: string;
  readonly receivedById: string | null;
};

/** Writes a payment. One that is PENDING is held from the balance of its invoice. @throws TRANSITION_REFUSED above it */
export const insert = async (tx: Tx, payment: NewPayment): Promise<void> => {
  const receivedAt = payment.state === "CAPTURED" ? tx.now : null;
  await tx.client.$executeRaw`
    insert into payment (tenant_id, id, branch_id, customer_id, invoice_id, appointment_id, job_card_id, method, state, gateway, amount_minor,
                         currency, tendered_minor, reference, created_at, received_at, received_by_id)
    values (${tx.tenantId}::uuid, ${payment.id}::uuid, ${payment.branchId}::uuid, ${payment.customerId}::uuid, ${payment.invoiceId}::uuid,
            ${payment.appointmentId}::uuid, ${payment.jobCardId}::uuid, ${payment.method}::payment_method, ${payment.state}::payment_state,
            ${payment.gateway}, ${payment.amountMinor}::bigint, ${payment.currency}, ${payment.tenderedMinor}::bigint, ${payment.reference},
            ${tx.now}, ${receivedAt}, ${payment.receivedById}::uuid)`;
};

export type Share = {
  readonly paymentId: string;
  readonly invoiceId: string;
  /** Less than zero takes it off again. */
  readonly amountMinor: number;
  readonly refundId?: string;
};

/** Says what payments pay. @throws TRANSITION_REFUSED above what is owed, or above the payment */
export const allocate = async (tx: Tx, shares: readonly Share[]): Promise<void> => {
  if (shares.length === 0) return;
  const rows = shares.map((share) => ({ refundId: null, ...share, id: uuidv7() }));
  await tx.client.$executeRaw`
    insert into payment_allocation (tenant_id, id, payment_id, invoice_id, refund_id, amount_minor, created_at)
    select ${tx.tenantId}::uuid, s.id, s."paymentId", s."invoiceId", s."refundId", s."amountMinor", ${tx.now}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           as s(id uuid, "paymentId" uuid, "invoiceId" uuid, "refundId" uuid, "amountMinor" bigint)`;
};

/** What is held while somebody pays or credits an invoice. Amounts in minor units of its currency. */
export type Balance = {
  readonly invoiceId: string;
  readonly branchId: string;
  readonly customerId: string;
  readonly jobCardId: string;
  readonly number: string;
  readonly currency: string;
  readonly locale: string;
  readonly totalMinor: number;
  readonly creditedMinor: number;
  readonly paidMinor: number;
  /** Asked for at a gateway, not known yet. */
  readonly pendingMinor: number;
};

/** What is still to be paid on it, whatever is under way. */
export const dueOf = ({ totalMinor, creditedMinor, paidMinor }: Balance): number =>
  Math.max(0, totalMinor - creditedMinor - paidMinor);
/** What somebody may still pay. */
export const roomOf = (balance: Balance): number => Math.max(0, dueOf(balance) - balance.pendingMinor);

/** Holds the balance of an invoice to the end of the transaction. @throws NOT_FOUND */
export const lockBalance = async (tx: Tx, invoiceId: string): Promise<Balance> => {
  const [row] = await tx.client.$queryRaw<
    Record<"totalMinor" | "creditedMinor" | "paidMinor" | "pendingMinor", bigint>[]
  >`
    select total_minor as "totalMinor", credited_minor as "creditedMinor", paid_minor as "paidMinor", pending_minor as "pendingMinor"
      from invoice_balance where tenant_id = ${tx.tenantId}::uuid and invoice_id = ${invoiceId}::uuid for update`;
  const invoice = await tx.client.invoice.findFirst({
    where: { tenantId: tx.tenantId, id: invoiceId },
    select: {
      branchId: true,
      customerId: true,
      jobCardId: true,
      number: true,
      currency: true,
      branch: { select: { locale: true } },
    },
  });
  if (row === undefined || invoice === null) throw notFound("This invoice");
  const { branch, ...facts } = invoice;
  return {
    invoiceId,
    ...facts,
    locale: branch.locale,
    totalMinor: Number(row.totalMinor),
    creditedMinor: Number(row.creditedMinor),
    paidMinor: Number(row.paidMinor),
    pendingMinor: Number(row.pendingMinor),
  };
};

const held = {
  id: true,
  branchId: true,
  customerId: true,
  invoiceId: true,
  appointmentId: true,
  jobCardId: true,
  method: true,
  state: true,
  gateway: true,
  intentId: true,
  chargeId: true,
  amountMinor: true,
  allocatedMinor: true,
  refundedMinor: true,
  currency: true,
  failure: true,
  createdAt: true,
  branch: { select: { locale: true } },
  invoice: { select: { number: true } },
} as const;

type Loaded = Awaited<ReturnType<typeof find>>;

const find = async (db: Db, id: string) => {
  const row = await db.client.payment.findFirst({ where: { tenantId: db.tenantId, id }, select: held });
  if (row === null) return null;
  const { amountMinor, allocatedMinor, refundedMinor, gateway, branch, invoice, ...payment } = row;
  return {
    ...payment,
    locale: branch.locale,
    /** What the gateway is told that it is for. Always the same: it refuses a key that comes with another. */
    description: invoice?.number ?? "Deposit",
    gateway: gatewayOf(gateway),
    amountMinor: Number(amountMinor),
    allocatedMinor: Number(allocatedMinor),
    refundedMinor: Number(refundedMinor),
  };
};

const gatewayOf = (name: string): Gateway => (name === "stripe" || name === "sandbox" ? name : "manual");

export type PaymentRow = NonNullable<Loaded>;

/** A payment as it stands. @throws NOT_FOUND */
export const load = async (db: Db, id: string): Promise<PaymentRow> => {
  const payment = await find(db, id);
  if (payment === null) throw notFound("This payment");
  return payment;
};

/** The same, held to the end of the transaction. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string): Promise<PaymentRow> => {
  await tx.client.$queryRaw`select from payment where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  return load(tx, id);
};

/** Notes the intent of a payment, once. */
export const setIntent = async (tx: Tx, id: string, intentId: string): Promise<void> => {
  await tx.client.payment.updateMany({ where: { tenantId: tx.tenantId, id, intentId: null }, data: { intentId } });
};

/** Ends a PENDING payment as captured; false when somebody else ended it. */
export const capture = async (tx: Tx, id: string, chargeId: string | null): Promise<boolean> => {
  const { count } = await tx.client.payment.updateMany({
    where: { tenantId: tx.tenantId, id, state: "PENDING" },
    data: { state: "CAPTURED", chargeId, receivedAt: tx.now },
  });
  return count === 1;
};

/** Ends a PENDING payment as failed; false when somebody else ended it. `failure` is a sentence for the payer. */
export const fail = async (tx: Tx, id: string, failure: string): Promise<boolean> => {
  const { count } = await tx.client.payment.updateMany({
    where: { tenantId: tx.tenantId, id, state: "PENDING" },
    data: { state: "FAILED", failure },
  });
  return count === 1;
};

export type DepositSubject = { readonly type: "appointment" | "jobCard"; readonly id: string };
export type Place = {
  readonly branchId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly locale: string;
  readonly standing: "open" | "invoiced" | "over";
};

/** Where money ahead of an invoice belongs: the branch and the customer of an appointment or a card; null when it is not there. */
export const placeOf = async (db: Db, { type, id }: DepositSubject): Promise<Place | null> => {
  const [row] = await db.client.$queryRaw<Place[]>`
    select b.id as "branchId", s.customer_id as "customerId", b.currency, b.locale, s.standing
      from (select branch_id, customer_id,
                   case when state in ('CANCELLED', 'NO_SHOW') then 'over' else 'open' end as standing
              from appointment where tenant_id = ${db.tenantId}::uuid and id = ${id}::uuid and ${type} = 'appointment'
             union all
            select branch_id, customer_id,
                   case when status = 'CANCELLED' then 'over' when status in ('COMPLETED', 'COLLECTED') then 'invoiced' else 'open' end
              from job_card where tenant_id = ${db.tenantId}::uuid and id = ${id}::uuid and ${type} = 'jobCard') s
      join branch b on b.tenant_id = ${db.tenantId}::uuid and b.id = s.branch_id`;
  return row ?? null;
};

/**
 * Money of a card that pays nothing yet, held to the end of the transaction, the oldest first: deposits on it or its
 * appointment, and what a reversed invoice freed.
 */
export const lockFreeOfCard = async (
  tx: Tx,
  jobCardId: string,
): Promise<{ readonly id: string; readonly freeMinor: number; readonly currency: string }[]> => {
  const rows = await tx.client.$queryRaw<{ id: string; freeMinor: bigint; currency: string }[]>`
    select p.id, p.amount_minor - p.allocated_minor - p.refunded_minor as "freeMinor", p.currency
      from payment p
     where p.tenant_id = ${tx.tenantId}::uuid and p.state = 'CAPTURED' and p.allocated_minor + p.refunded_minor < p.amount_minor
       and (p.job_card_id = ${jobCardId}::uuid
            or p.appointment_id in (select a.id from appointment a where a.tenant_id = ${tx.tenantId}::uuid and a.job_card_id = ${jobCardId}::uuid)
            or p.invoice_id in (select i.id from invoice i where i.tenant_id = ${tx.tenantId}::uuid and i.job_card_id = ${jobCardId}::uuid))
     order by p.id for update of p`;
  return rows.map(({ freeMinor, ...row }) => ({ ...row, freeMinor: Number(freeMinor) }));
};

export type FreeMoney = {
  readonly paymentId: string;
  readonly method: PaymentMethod;
  readonly freeMinor: number;
  readonly currency: string;
  readonly receivedAt: Date;
};

/** The same as it is shown, of a card or of an appointment, the oldest first. */
export const freeOf = async (db: Db, { type, id }: DepositSubject): Promise<FreeMoney[]> => {
  type Row = Omit<FreeMoney, "freeMinor"> & { readonly freeMinor: bigint };
  const { tenantId } = db;
  const isOfIt =
    type === "appointment"
      ? Prisma.sql`p.appointment_id = ${id}::uuid`
      : Prisma.sql`(p.job_card_id = ${id}::uuid
            or p.appointment_id in (select a.id from appointment a where a.tenant_id = ${tenantId}::uuid and a.job_card_id = ${id}::uuid)
            or p.invoice_id in (select i.id from invoice i where i.tenant_id = ${tenantId}::uuid and i.job_card_id = ${id}::uuid))`;
  const rows = await db.client.$queryRaw<Row[]>`
    select p.id as "paymentId", p.method::text, p.amount_minor - p.allocated_minor - p.refunded_minor as "freeMinor", p.currency,
           coalesce(p.received_at, p.created_at) as "receivedAt"
      from payment p
     where p.tenant_id = ${tenantId}::uuid and p.state = 'CAPTURED' and p.allocated_minor + p.refunded_minor < p.amount_minor
       and ${isOfIt}
     order by p.id`;
  return rows.map((row) => ({ ...row, freeMinor: Number(row.freeMinor) }));
};

/** What payments have paid of an invoice, net of what was taken off again, the oldest first. */
export const sharesOf = async (
  db: Db,
  invoiceId: string,
): Promise<{ readonly paymentId: string; readonly amountMinor: number }[]> => {
  const rows = await db.client.$queryRaw<{ paymentId: string; amountMinor: bigint }[]>`
    select payment_id as "paymentId", sum(amount_minor)::bigint as "amountMinor" from payment_allocation
     where tenant_id = ${db.tenantId}::uuid and invoice_id = ${invoiceId}::uuid
     group by payment_id having sum(amount_minor) <> 0 order by min(created_at), payment_id`;
  return rows.map((row) => ({ ...row, amountMinor: Number(row.amountMinor) }));
};

/** Says that a gateway was asked now, so that the reconciler turns to others first. */
export const noteAsked = async (tx: Tx, id: string): Promise<void> => {
  await tx.client.payment.updateMany({ where: { tenantId: tx.tenantId, id }, data: { askedAt: tx.now } });
};

export type PendingMoney = { readonly tenantId: string; readonly kind: "payment" | "refund"; readonly id: string };

/** What has been pending, and was not asked for, since before then, of all tenants. */
export const pendingMoney = async (before: Date, limit: number): Promise<PendingMoney[]> => {
  const { rows } = await runOutsideTenants(() =>
    pool.query<PendingMoney>({
      name: "pending-money",
      text: `select tenant_id as "tenantId", kind, id from lookup.pending_money($1, $2)`,
      values: [before, limit],
    }),
  );
  return rows;
};

/** Keeps what a gateway told, once; false when it was told before. */
export const keepGatewayEvent = async (
  tx: Tx,
  event: {
    readonly gateway: Gateway;
    readonly eventId: string;
    readonly type: string;
    readonly paymentId: string | null;
    readonly refundId: string | null;
    readonly amountMinor: number;
    readonly toldAt: Date;
  },
): Promise<boolean> => {
  const { count } = await tx.client.gatewayEvent.createMany({
    data: [{ tenantId: tx.tenantId, ...event }],
    skipDuplicates: true,
  });
  return count === 1;
};

/** Payments through a gateway that were made in a range of time. */
export const throughGateway = async (
  db: Db,
  gateway: Gateway,
  range: { readonly from: Date; readonly until: Date },
) => {
  const rows = await db.client.payment.findMany({
    where: { tenantId: db.tenantId, gateway, createdAt: { gte: range.from, lt: range.until } },
    select: { id: true, state: true, intentId: true, amountMinor: true, currency: true, createdAt: true },
  });
  return rows.map((row) => ({ ...row, amountMinor: Number(row.amountMinor) }));
};

/** Whether anything of a payment ever paid an invoice, taken off again or not. */
export const everPaid = async (db: Db, paymentId: string, invoiceId: string): Promise<boolean> =>
  (await db.client.paymentAllocation.findFirst({
    where: { tenantId: db.tenantId, paymentId, invoiceId },
    select: { id: true },
  })) !== null;
