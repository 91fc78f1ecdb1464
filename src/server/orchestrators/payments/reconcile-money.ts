import { reconcileAfterMs } from "#/domain/payment-flow.ts";
import type { Ctx } from "#/server/db/context.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import type { PaymentGateway } from "#/server/gateways/payments.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as payments from "#/server/repositories/payments.ts";
import * as refunds from "#/server/repositories/refunds.ts";
import { follow } from "./follow.ts";
import { carryOut } from "./refund-payment.ts";

/**
 * Resolves what has been pending for a minute: asks the gateway, and does what follows. A payment that nobody charged is
 * closed there first, so that it never can be, and only then has failed.
 * @returns how many payments and refunds were looked at, and of how many the gateway said nothing
 */
export const reconcileMoney = async (
  ctxOf: (tenantId: string) => Ctx,
  gatewayOf: () => PaymentGateway,
  now = new Date(),
  limit = 50,
): Promise<{ looked: number; unanswered: number }> => {
  const pending = await payments.pendingMoney(new Date(now.getTime() - reconcileAfterMs), limit);
  if (pending.length === 0) return { looked: 0, unanswered: 0 };
  const gateway = gatewayOf();
  let unanswered = 0;
  for (const { tenantId, kind, id } of pending) {
    const ctx = ctxOf(tenantId);
    try {
      await crashPoint("reconcile/look:before");
      if (kind === "payment") await reconcilePayment(ctx, id, gateway, now);
      else await reconcileRefund(ctx, id, gateway);
    } catch (error) {
      unanswered += 1;
      ctx.log.warn({ [`${kind}Id`]: id, err: error }, `reconcile: a ${kind} is not known yet`);
    }
  }
  return { looked: pending.length, unanswered };
};

const reconcilePayment = async (ctx: Ctx, id: string, gateway: PaymentGateway, now: Date): Promise<void> => {
  const payment = await runInTenant(ctx.tenantId, () => payments.load(readDb(ctx), id));
  if (payment.state !== "PENDING" || payment.gateway !== gateway.name) return;
  // Others come first next time, whatever becomes of this one.
  await executeInTransaction(ctx, "payment.ask", (tx) => payments.noteAsked(tx, id));
  // Without a noted intent its answer was lost: the same key gives the same intent, or makes the one that is then closed.
  const intent =
    payment.intentId === null
      ? await gateway.create({
          paymentId: id,
          tenantId: ctx.tenantId,
          amountMinor: payment.amountMinor,
          currency: payment.currency,
          description: payment.description,
        })
      : await gateway.find(payment.intentId);
  if (payment.intentId === null && intent !== null)
    await executeInTransaction(ctx, "payment.note-intent", (tx) => payments.setIntent(tx, id, intent.id));
  await follow(ctx, payment, intent, gateway, { now });
};

const reconcileRefund = async (ctx: Ctx, id: string, gateway: PaymentGateway): Promise<void> => {
  const refund = await runInTenant(ctx.tenantId, () => refunds.load(readDb(ctx), id));
  if (refund.state !== "PENDING" || refund.gateway !== gateway.name) return;
  await executeInTransaction(ctx, "payment.ask", (tx) => refunds.noteAsked(tx, id));
  await carryOut(ctx, id, gateway);
};
