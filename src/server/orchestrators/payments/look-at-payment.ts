import { notFound } from "#/domain/errors.ts";
import type { LookAnswer } from "#/domain/pay.ts";
import type { Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { paymentGateway } from "#/server/gateways/payment-gateway.ts";
import type { Intent, PaymentGateway } from "#/server/gateways/payments.ts";
import * as payments from "#/server/repositories/payments.ts";
import { follow } from "./follow.ts";

type OfInvoice = { readonly paymentId: string; readonly invoiceId: string };

/**
 * How a payment of an invoice through the gateway stands now; asks the gateway, and notes that the money came, or that the
 * bank said no. For whoever waits on the screen. @throws NOT_FOUND for a payment of something else
 */
export const lookAtPayment = (
  ctx: Ctx,
  of: OfInvoice,
  gateway: PaymentGateway = paymentGateway(),
): Promise<LookAnswer> =>
  look(ctx, of, gateway, (intent) => intent.state === "NEEDS_METHOD" && intent.declined !== null);

/**
 * Ends a payment whose payer will not answer their bank: it is closed at the gateway first, then has failed. What was
 * charged meanwhile is noted as paid, and what the bank is still deciding goes on: the answer says which.
 * @throws NOT_FOUND for a payment of something else
 */
export const stopPayment = (ctx: Ctx, of: OfInvoice, gateway: PaymentGateway = paymentGateway()): Promise<LookAnswer> =>
  look(ctx, of, gateway, (intent) => intent.state === "NEEDS_METHOD" || intent.state === "NEEDS_ACTION");

const look = async (
  ctx: Ctx,
  { paymentId, invoiceId }: OfInvoice,
  gateway: PaymentGateway,
  isOver: (intent: Intent) => boolean,
): Promise<LookAnswer> => {
  const read = async () => {
    const payment = await runInTenant(ctx.tenantId, () => payments.load(readDb(ctx), paymentId));
    if (payment.invoiceId !== invoiceId) throw notFound("This payment");
    return payment;
  };
  const stands = ({ state, failure }: payments.PaymentRow, intent: Intent | null = null): LookAnswer => {
    const asks = state === "PENDING" && intent?.state === "NEEDS_ACTION" ? intent : null;
    return { state, failure, clientSecret: asks?.clientSecret ?? null, actionUrl: asks?.actionUrl ?? null };
  };
  const payment = await read();
  if (payment.state !== "PENDING" || payment.intentId === null) return stands(payment);
  const intent = await gateway.find(payment.intentId).catch((error: unknown) => {
    ctx.log.warn({ paymentId, err: error }, "The gateway did not say how a payment stands.");
    return null;
  });
  if (intent === null) return stands(payment);
  const over = isOver(intent);
  if (intent.state !== "SUCCEEDED" && intent.state !== "CANCELLED" && !over) return stands(payment, intent);
  try {
    await follow(ctx, payment, intent, gateway, {
      now: new Date(),
      over,
      failure: "You ended this payment. Nothing was taken.",
    });
  } catch (error) {
    // The bank may have begun to decide just now, or the gateway says nothing: whoever waits asks again, and so does the reconciler.
    ctx.log.warn({ paymentId, err: error }, "What the gateway said of a payment could not be followed.");
  }
  return stands(await read());
};
