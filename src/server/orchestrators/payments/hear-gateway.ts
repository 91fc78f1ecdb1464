import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import type { GatewayEvent, PaymentGateway } from "#/server/gateways/payments.ts";
import { log } from "#/server/log.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as payments from "#/server/repositories/payments.ts";
import * as refunds from "#/server/repositories/refunds.ts";
import { carryOut, noteRefund } from "./refund-payment.ts";
import { settle } from "./settle.ts";

/** Who acts on what a gateway says. */
export const gatewayCtx = (tenantId: string): Ctx => ({
  tenantId,
  actor: { kind: "system", name: "Payment gateway" },
  correlationId: uuidv7(),
  origin: null,
  log: log.child({ tenantId }),
});

export type Heard = "settled" | "noted" | "known" | "not ours";

/**
 * Notes what the gateway tells of its own accord, each event once, in the transaction that acts on it. It says what was
 * when it was sent, and comes late, twice and out of order: only that money came is acted on as it stands, and settling
 * finds by itself what has been settled.
 * @throws NOT_FOUND for a payment that is not there yet, so that the gateway tells it again
 */
export const hearGateway = async (
  ctxOf: (tenantId: string) => Ctx,
  event: GatewayEvent,
  gateway: PaymentGateway,
): Promise<Heard> => {
  const { subject } = event;
  const told = { gateway: gateway.name, eventId: event.id, type: event.type, toldAt: event.createdAt };
  if (subject.kind === "intent") {
    const { intent } = subject;
    const { tenantId, paymentId } = intent;
    if (tenantId === null || paymentId === null) return "not ours";
    const ctx = ctxOf(tenantId);
    const { heard, refundId } = await executeInTransaction(ctx, "payment.hear", async (tx) => {
      const payment = await payments.lock(tx, paymentId);
      if (payment.gateway !== gateway.name || (payment.intentId !== null && payment.intentId !== intent.id))
        return { heard: "not ours" as const, refundId: null };
      const fresh = await payments.keepGatewayEvent(tx, {
        ...told,
        paymentId,
        refundId: null,
        amountMinor: intent.amountMinor,
      });
      if (!fresh) return { heard: "known" as const, refundId: null };
      await payments.setIntent(tx, paymentId, intent.id);
      if (intent.state !== "SUCCEEDED") return { heard: "noted" as const, refundId: null };
      const settled = await settle(tx, paymentId, intent.chargeId);
      return { heard: "settled" as const, refundId: settled.refundId };
    });
    if (refundId !== null) await carryOutLater(ctx, refundId, gateway);
    return heard;
  }
  if (subject.kind === "refund") {
    const { refund, tenantId } = subject;
    const { refundId } = refund;
    if (tenantId === null || refundId === null) return "not ours";
    return executeInTransaction(ctxOf(tenantId), "payment.hear", async (tx) => {
      const kept = await refunds.lock(tx, refundId);
      if (kept.gateway !== gateway.name) return "not ours" as const;
      const fresh = await payments.keepGatewayEvent(tx, {
        ...told,
        paymentId: kept.paymentId,
        refundId,
        amountMinor: refund.amountMinor,
      });
      if (!fresh) return "known" as const;
      await noteRefund(tx, refundId, refund);
      return "settled" as const;
    });
  }
  return "not ours";
};

/** The gateway waits for an answer to its event, not for this: what is not known now the reconciler asks for. */
const carryOutLater = async (ctx: Ctx, refundId: string, gateway: PaymentGateway): Promise<void> => {
  try {
    await carryOut(ctx, refundId, gateway);
  } catch (error) {
    if (error instanceof ServiceException && error.code === "FENCED") throw error;
    ctx.log.warn({ refundId, err: error }, "A refund waits for the reconciler.");
  }
};
