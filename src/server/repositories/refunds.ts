import { notFound } from "#/domain/errors.ts";
import type { Gateway, PaymentMethod, RefundState } from "#/domain/payment.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type NewRefund = {
  readonly id: string;
  readonly branchId: string;
  readonly paymentId: string;
  readonly invoiceId: string | null;
  readonly creditNoteId: string | null;
  readonly method: PaymentMethod;
  readonly gateway: Gateway;
  readonly state: RefundState;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: string;
  readonly requestedById: string | null;
};

/** Writes a refund, which takes its part of the payment. @throws TRANSITION_REFUSED above what of it is free */
export const insert = async (tx: Tx, refund: NewRefund): Promise<void> => {
  await tx.client.refund.create({
    data: {
      tenantId: tx.tenantId,
      ...refund,
      createdAt: tx.now,
      settledAt: refund.state === "PENDING" ? null : tx.now,
    },
  });
};

const columns = {
  id: true,
  branchId: true,
  paymentId: true,
  invoiceId: true,
  creditNoteId: true,
  method: true,
  gateway: true,
  state: true,
  amountMinor: true,
  currency: true,
  reason: true,
  gatewayRefundId: true,
  failure: true,
  createdAt: true,
  payment: { select: { intentId: true, invoiceId: true, customerId: true } },
} as const;

/** A refund as it stands. @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const row = await db.client.refund.findFirst({ where: { tenantId: db.tenantId, id }, select: columns });
  if (row === null) throw notFound("This refund");
  return { ...row, amountMinor: Number(row.amountMinor) };
};
export type RefundRow = Awaited<ReturnType<typeof load>>;

/** The same, held to the end of the transaction. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string): Promise<RefundRow> => {
  await tx.client.$queryRaw`select from refund where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  return load(tx, id);
};

/** The refund that the product itself asked for because a payment could not be settled; null when there is none. */
export const ofUnsettled = async (db: Db, paymentId: string): Promise<string | null> => {
  const row = await db.client.refund.findFirst({
    where: { tenantId: db.tenantId, paymentId, requestedById: null },
    select: { id: true },
  });
  return row?.id ?? null;
};

/** Ends a PENDING refund; false when somebody else ended it. `failure` is a sentence, of one that failed. */
export const end = async (
  tx: Tx,
  id: string,
  ending: {
    readonly state: "SUCCEEDED" | "FAILED";
    readonly gatewayRefundId: string | null;
    readonly failure: string | null;
  },
): Promise<boolean> => {
  const { count } = await tx.client.refund.updateMany({
    where: { tenantId: tx.tenantId, id, state: "PENDING" },
    data: { ...ending, settledAt: tx.now },
  });
  return count === 1;
};

/** Notes under which reference the gateway carries it out, once. */
export const setGatewayRefund = async (tx: Tx, id: string, gatewayRefundId: string): Promise<void> => {
  await tx.client.refund.updateMany({
    where: { tenantId: tx.tenantId, id, gatewayRefundId: null },
    data: { gatewayRefundId },
  });
};

/** Says that a gateway was asked now, so that the reconciler turns to others first. */
export const noteAsked = async (tx: Tx, id: string): Promise<void> => {
  await tx.client.refund.updateMany({ where: { tenantId: tx.tenantId, id }, data: { askedAt: tx.now } });
};

/** Refunds through a gateway that were asked for in a range of time. */
export const throughGateway = async (
  db: Db,
  gateway: Gateway,
  range: { readonly from: Date; readonly until: Date },
) => {
  const rows = await db.client.refund.findMany({
    where: { tenantId: db.tenantId, gateway, createdAt: { gte: range.from, lt: range.until } },
    select: { id: true, state: true, amountMinor: true, currency: true, createdAt: true },
  });
  return rows.map((row) => ({ ...row, amountMinor: Number(row.amountMinor) }));
};
