import { z } from "zod";
import { notFound, ServiceException, ValidationException } from "#/domain/errors.ts";
import { paymentRefunded, paymentShifted } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoney } from "#/domain/money.ts";
import type { RefundTaken } from "#/domain/payment.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { paymentGateway } from "#/server/gateways/payment-gateway.ts";
import type { GatewayRefund, PaymentGateway } from "#/server/gateways/payments.ts";
import { executeInTransaction, executeSteps, onAbandoned, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import * as payments from "#/server/repositories/payments.ts";
import * as refunds from "#/server/repositories/refunds.ts";
import { subjectOf } from "./settle.ts";

const name = "payment.refund";

const inputShape = z.object({
  paymentId: z.uuid(),
  amountMinor: z.int().positive(),
  back: z.enum(["SAME", "CASH", "TERMINAL", "TRANSFER"]),
  invoiceId: z.uuid().nullable(),
  reason: z.string(),
  requestedById: z.uuid(),
});
type RefundPayment = Omit<z.infer<typeof inputShape>, "requestedById"> & { readonly idempotencyKey: string };

/**
 * Gives money back, in full or in part, never above what of the payment was not given back before. It is a row of its own,
 * whose id is the gateway's key, and takes its part of the payment before the gateway is asked.
 * @throws INVALID_INPUT above what is left, TRANSITION_REFUSED for a payment that did not come, REFUSED_OUTSIDE, OUTCOME_UNKNOWN
 */
export const refundPayment = (
  ctx: Ctx,
  { idempotencyKey, ...input }: RefundPayment,
  gateway: () => PaymentGateway = paymentGateway,
): Promise<RefundTaken> => {
  const requestedById = actorId(ctx.actor);
  if (requestedById === null) throw new ValidationException("FORBIDDEN", "Money is given back by a member of staff.");
  return run(ctx, idempotencyKey, { ...input, requestedById }, gateway);
};

/** The record whose timeline shows it; read first, so that no run is written about what is not this tenant's. @throws NOT_FOUND */
const subjectIn = (ctx: Ctx, { paymentId, invoiceId }: z.infer<typeof inputShape>) =>
  runInTenant(ctx.tenantId, async () => {
    const payment = await payments.load(readDb(ctx), paymentId);
    if (invoiceId !== null && !(await payments.everPaid(readDb(ctx), paymentId, invoiceId)))
      throw notFound("This payment of the invoice");
    return subjectOf({ ...payment, invoiceId: invoiceId ?? payment.invoiceId });
  });

/** Says which gateway refunds are carried on with; once, where the workers start. */
export const resumeRefunds = (gateway: () => PaymentGateway): void =>
  onAbandoned(name, (ctx, key, input) => run(ctx, key, inputShape.parse(input), gateway));

const run = async (
  ctx: Ctx,
  key: string,
  input: z.infer<typeof inputShape>,
  gateway: () => PaymentGateway,
): Promise<RefundTaken> =>
  executeSteps(ctx, { name, key, input, subject: await subjectIn(ctx, input) }, async (step) => {
    const opened = await step.transaction("refund opened", (tx) => open(tx, input));
    if (opened.state === "SUCCEEDED") return opened;
    // A refusal is noted on the refund, which then has failed: that, too, is an answer.
    const state = await step.external("money given back", () => carryOut(ctx, opened.refundId, gateway()));
    return { refundId: opened.refundId, state };
  });

const open = async (tx: Tx, input: z.infer<typeof inputShape>): Promise<RefundTaken> => {
  const payment = await payments.lock(tx, input.paymentId);
  tx.within(payment.branchId);
  if (payment.state !== "CAPTURED")
    throw new ValidationException(
      "TRANSITION_REFUSED",
      "This payment has not come in, so there is nothing to give back.",
    );
  const { invoiceId, amountMinor } = input;
  const free = payment.amountMinor - payment.allocatedMinor - payment.refundedMinor;
  const share =
    invoiceId === null
      ? free
      : (await payments.sharesOf(tx, invoiceId)).find(({ paymentId }) => paymentId === payment.id)?.amountMinor;
  if (share === undefined) throw notFound("This payment of the invoice");
  if (amountMinor > share)
    throw new ValidationException(
      "INVALID_INPUT",
      `${formatMoney(share, payment.currency, payment.locale)} of this payment can be given back.`,
      { field: "amountMinor", leftMinor: share },
    );
  const byHand = payment.gateway === "manual" || input.back !== "SAME";
  const method = input.back === "SAME" ? payment.method : input.back;
  const refundId = uuidv7();
  // Its part leaves the invoice, is the payment's again, and from there goes back.
  if (invoiceId !== null) {
    await payments.lockBalance(tx, invoiceId);
    await payments.allocate(tx, [{ paymentId: payment.id, invoiceId, amountMinor: -amountMinor }]);
  }
  const state = byHand ? ("SUCCEEDED" as const) : ("PENDING" as const);
  await refunds.insert(tx, {
    id: refundId,
    branchId: payment.branchId,
    paymentId: payment.id,
    invoiceId,
    creditNoteId: null,
    method,
    gateway: byHand ? "manual" : payment.gateway,
    state,
    amountMinor,
    currency: payment.currency,
    reason: input.reason,
    requestedById: input.requestedById,
  });
  const subject = subjectOf({ ...payment, invoiceId: invoiceId ?? payment.invoiceId });
  tx.audit({
    action: "payment.refund-requested",
    subjectType: subject.type,
    subjectId: subject.id,
    changes: { paymentId: payment.id, refundId, amountMinor, method, reason: input.reason },
  });
  if (byHand) emit(tx, paymentRefunded, subject, { refundId, paymentId: payment.id, invoiceId });
  else emit(tx, paymentShifted, subject, { paymentId: payment.id });
  return { refundId, state };
};

/**
 * Asks the gateway for a refund that is PENDING, and notes its answer; safe to be asked any number of times. The key is the
 * refund's id, and one whose answer was lost is looked for first.
 */
export const carryOut = async (ctx: Ctx, refundId: string, gateway: PaymentGateway): Promise<RefundTaken["state"]> => {
  const refund = await runInTenant(ctx.tenantId, () => refunds.load(readDb(ctx), refundId));
  if (refund.state !== "PENDING") return refund.state;
  const { intentId } = refund.payment;
  if (intentId === null) throw new Error("A refund through a gateway has no charge to give back.");
  let answer: GatewayRefund | { readonly refused: string };
  try {
    answer =
      (await gateway.findRefundFor({ refundId, intentId })) ??
      (await gateway.refund({ refundId, tenantId: ctx.tenantId, intentId, amountMinor: refund.amountMinor }));
  } catch (error) {
    if (!(error instanceof ServiceException) || error.code !== "REFUSED_OUTSIDE") throw error;
    answer = { refused: error.message };
  }
  return executeInTransaction(ctx, "payment.refund-noted", (tx) => noteRefund(tx, refundId, answer));
};

/** Notes what a gateway says of a refund. One that failed is given back to the payment, and somebody is told at once. */
export const noteRefund = async (
  tx: Tx,
  refundId: string,
  answer: Pick<GatewayRefund, "id" | "state" | "failure"> | { readonly refused: string },
): Promise<RefundTaken["state"]> => {
  const refund = await refunds.lock(tx, refundId);
  tx.within(refund.branchId);
  const refused = "refused" in answer ? answer.refused : null;
  const gatewayRefundId = "refused" in answer ? refund.gatewayRefundId : answer.id;
  const said = "refused" in answer ? "FAILED" : answer.state;
  if (refund.state !== "PENDING") return refund.state;
  if (said === "PENDING") {
    if (gatewayRefundId !== null) await refunds.setGatewayRefund(tx, refundId, gatewayRefundId);
    return "PENDING";
  }
  const payment = await payments.lock(tx, refund.paymentId);
  const failure =
    said === "FAILED" ? (refused ?? ("refused" in answer ? null : answer.failure) ?? "The gateway refused it.") : null;
  if (!(await refunds.end(tx, refundId, { state: said, gatewayRefundId, failure }))) return refund.state;
  const subject = subjectOf({ ...payment, invoiceId: refund.invoiceId ?? payment.invoiceId });
  const changes = { paymentId: refund.paymentId, refundId, amountMinor: refund.amountMinor, failure };
  if (said === "SUCCEEDED") {
    tx.audit({ action: "payment.refunded", subjectType: subject.type, subjectId: subject.id, changes });
    emit(tx, paymentRefunded, subject, { refundId, paymentId: refund.paymentId, invoiceId: refund.invoiceId });
    return said;
  }
  tx.audit({ action: "payment.refund-failed", subjectType: subject.type, subjectId: subject.id, changes });
  // The money is ours again: it pays the invoice that it was taken off, as far as that still has room.
  if (refund.invoiceId !== null) {
    const room = payments.roomOf(await payments.lockBalance(tx, refund.invoiceId));
    const amountMinor = Math.min(room, refund.amountMinor);
    if (amountMinor > 0)
      await payments.allocate(tx, [{ paymentId: refund.paymentId, invoiceId: refund.invoiceId, amountMinor }]);
  }
  emit(tx, paymentShifted, subject, { paymentId: refund.paymentId });
  await raiseTask(tx, {
    severity: "URGENT",
    kind: "refund-failed",
    title: `A refund of ${formatMoney(refund.amountMinor, refund.currency, payment.locale)} failed`,
    detail: `${failure} The customer has not got their money. Give it back another way: from the invoice, choose cash or bank transfer.`,
    subject,
    sourceKey: `refund:${refundId}`,
  });
  return said;
};
