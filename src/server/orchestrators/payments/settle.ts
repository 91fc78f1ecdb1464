import { ValidationException } from "#/domain/errors.ts";
import { paymentFailed, paymentShifted, paymentSucceeded } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoney } from "#/domain/money.ts";
import { settlementOf } from "#/domain/payment-flow.ts";
import type { Subject, Tx } from "#/server/db/transaction.ts";
import { emit } from "#/server/outbox/emit.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import * as payments from "#/server/repositories/payments.ts";
import * as refunds from "#/server/repositories/refunds.ts";

/** The record whose timeline shows a payment. */
export const subjectOf = (payment: payments.Purpose & { readonly id: string }): Subject =>
  payment.invoiceId !== null
    ? { type: "invoice", id: payment.invoiceId }
    : payment.jobCardId !== null
      ? { type: "jobCard", id: payment.jobCardId }
      : { type: "appointment", id: payment.appointmentId ?? payment.id };

export type Settled = {
  readonly settlement: "ALLOCATE" | "KEEP" | "RETURN" | "NOTHING" | "ALARM";
  readonly refundId: string | null;
};

/**
 * Notes that the money of a payment came: whoever hears of it first does so, the others find it noted. What its invoice
 * has no room for any more goes back, by a refund that is written here and carried out after the commit.
 */
export const settle = async (tx: Tx, paymentId: string, chargeId: string | null): Promise<Settled> => {
  const payment = await payments.lock(tx, paymentId);
  tx.within(payment.branchId);
  const captured = await payments.capture(tx, paymentId, chargeId);
  const state = captured ? "PENDING" : payment.state;
  // Read after the payment has let go of what it held, so that it does not stand in its own way.
  const balance = payment.invoiceId === null ? null : await payments.lockBalance(tx, payment.invoiceId);
  const settlement = settlementOf(state, {
    amountMinor: payment.amountMinor,
    roomMinor: balance === null ? null : payments.roomOf(balance),
  });
  if (settlement === "ALARM") await alarm(tx, payment);
  if (settlement === "NOTHING" || settlement === "ALARM") return { settlement, refundId: null };
  if (settlement === "ALLOCATE" && payment.invoiceId !== null)
    await payments.allocate(tx, [{ paymentId, invoiceId: payment.invoiceId, amountMinor: payment.amountMinor }]);
  const subject = subjectOf(payment);
  tx.audit({
    action: "payment.captured",
    subjectType: subject.type,
    subjectId: subject.id,
    changes: { paymentId, amountMinor: payment.amountMinor, method: payment.method },
  });
  if (settlement === "RETURN") {
    const refundId = uuidv7();
    await refunds.insert(tx, {
      id: refundId,
      branchId: payment.branchId,
      paymentId,
      invoiceId: null,
      creditNoteId: null,
      method: payment.method,
      gateway: payment.gateway,
      state: "PENDING",
      amountMinor: payment.amountMinor,
      currency: payment.currency,
      reason: "The invoice was paid or taken back meanwhile.",
      requestedById: null,
    });
    // Nobody is told of a receipt, but it came in, and goes.
    emit(tx, paymentShifted, subject, { paymentId });
    return { settlement, refundId };
  }
  emit(tx, paymentSucceeded, subject, { paymentId, invoiceId: payment.invoiceId });
  return { settlement, refundId: null };
};

/** Notes that the money of a payment will not come. */
export const giveUp = async (tx: Tx, paymentId: string, failure: string): Promise<boolean> => {
  const payment = await payments.lock(tx, paymentId);
  tx.within(payment.branchId);
  if (!(await payments.fail(tx, paymentId, failure))) return false;
  const subject = subjectOf(payment);
  tx.audit({
    action: "payment.failed",
    subjectType: subject.type,
    subjectId: subject.id,
    changes: { paymentId, amountMinor: payment.amountMinor, failure },
  });
  emit(tx, paymentFailed, subject, { paymentId, invoiceId: payment.invoiceId });
  return true;
};

/** Money arrived for a payment that the books say failed: nobody may guess what to do with it. */
const alarm = async (tx: Tx, payment: payments.PaymentRow): Promise<void> => {
  await raiseTask(tx, {
    severity: "URGENT",
    kind: "payment-orphan",
    title: `${formatMoney(payment.amountMinor, payment.currency, payment.locale)} came in for a payment that had failed`,
    detail: `The gateway took the money (${payment.intentId ?? "no reference"}) although the payment was closed. Refund it there, or record it as a payment by hand.`,
    subject: subjectOf(payment),
    sourceKey: `payment-orphan:${payment.id}`,
  });
};

/** Settles as the saga does: what cannot be settled is refused, all of this is rolled back, and the saga undoes the charge. @throws TRANSITION_REFUSED */
export const settleOrRefuse = async (tx: Tx, paymentId: string, chargeId: string | null): Promise<void> => {
  const { settlement } = await settle(tx, paymentId, chargeId);
  if (settlement === "RETURN")
    throw new ValidationException(
      "TRANSITION_REFUSED",
      "The invoice was paid or taken back meanwhile. Your money is on its way back.",
    );
};
