import { nextOf, type Said } from "#/domain/payment-flow.ts";
import type { Ctx } from "#/server/db/context.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import type { Intent, PaymentGateway } from "#/server/gateways/payments.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import type * as payments from "#/server/repositories/payments.ts";
import { carryOut } from "./refund-payment.ts";
import { giveUp, settle, subjectOf } from "./settle.ts";

const saidOf = (intent: Intent | null): Said => intent?.state ?? "NOTHING";

/**
 * Does what follows from what the gateway says of a payment that is PENDING in the books; safe to be asked by several at
 * once. With `over` an intent that was not charged is closed now, and does not wait for its time.
 * @param failure what the payment says when it fails and the bank gave no reason
 */
export const follow = async (
  ctx: Ctx,
  payment: payments.PaymentRow,
  intent: Intent | null,
  gateway: PaymentGateway,
  {
    now,
    over = false,
    failure = "The card was not charged.",
  }: { readonly now: Date; readonly over?: boolean; readonly failure?: string },
): Promise<void> => {
  const next = nextOf(saidOf(intent), now.getTime() - payment.createdAt.getTime(), over);
  if (next === "WAIT") return;
  const subject = subjectOf(payment);
  if (next === "CLOSE") {
    if (intent === null) throw new Error("The gateway knows nothing of an intent that it made.");
    await crashPoint("reconcile/close:before");
    const closed = await gateway.cancel({ paymentId: payment.id, intentId: intent.id });
    await crashPoint("reconcile/close:after");
    // Closing loses to a charge that came first.
    if (closed.state !== "SUCCEEDED" && closed.state !== "CANCELLED")
      throw new Error(`An intent that was closed is ${closed.state}.`);
    return follow(ctx, payment, closed, gateway, { now, failure });
  }
  if (next === "FAIL") {
    const why = intent?.declined?.sentence ?? failure;
    await executeInTransaction(ctx, "payment.fail", (tx) => giveUp(tx, payment.id, why), { subject });
    return;
  }
  const { refundId } = await executeInTransaction(
    ctx,
    "payment.settle",
    (tx) => settle(tx, payment.id, intent?.chargeId ?? null),
    { subject },
  );
  if (refundId !== null) await carryOut(ctx, refundId, gateway);
};
