import { z } from "zod";
import { notFound, ServiceException, ValidationException } from "#/domain/errors.ts";
import { foundBill, lookAnswer, lookInput, payAnswer, payInput, payToken } from "#/domain/pay.ts";
import { limitPayments, strangerOf } from "#/server/api/booking-door.ts";
import { mutationInput, publicProcedure, router } from "#/server/api/trpc.ts";
import { linkOfToken } from "#/server/db/link-token.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { lookAtPayment, stopPayment } from "#/server/orchestrators/payments/look-at-payment.ts";
import { cardFrame, paymentIdOf, processPayment } from "#/server/orchestrators/payments/process-payment.ts";
import * as bills from "#/server/services/bills.ts";

/** The invoice that a token leads to. @throws NOT_FOUND for a token that never was one */
const billOf = async (token: string) => {
  const found = await linkOfToken(token);
  if (found === null) throw notFound("This invoice");
  const { tenantId, linkId } = found;
  const bill = await runInTenant(tenantId, () => bills.find(readDb({ tenantId }), linkId, new Date()));
  if (bill === null) throw notFound("This invoice");
  return { tenantId, ...bill };
};

/** The same where something is to be paid. @throws TRANSITION_REFUSED for a link that has ended */
const openBillOf = async (token: string) => {
  const bill = await billOf(token);
  if (!bill.open)
    throw new ValidationException("TRANSITION_REFUSED", "This link has ended. Ask the workshop for a new one.");
  return bill;
};

/** For whoever holds the link of an invoice: reading shows it, and only a mutation pays. No card number comes here. */
export const payRouter = router({
  byToken: publicProcedure
    .input(z.object({ token: payToken }))
    .output(foundBill)
    .query(async ({ input }) => {
      const { tenantId, invoiceId, open } = await billOf(input.token);
      if (!open) return { found: "gone" as const };
      const bill = await runInTenant(tenantId, () => bills.view(readDb({ tenantId }), invoiceId));
      return { found: "open" as const, bill: { ...bill, gateway: cardFrame() } };
    }),

  pay: publicProcedure
    .input(mutationInput(payInput.shape))
    .output(payAnswer)
    .mutation(async ({ ctx, input }) => {
      const { tenantId, invoiceId } = await openBillOf(input.token);
      await limitPayments(ctx, invoiceId);
      const { idempotencyKey, token, amountMinor, confirmationToken } = input;
      const payer = { ...strangerOf(ctx, tenantId), actor: { kind: "system" as const, name: "Pay link" } };
      // Each link has keys of its own: another's key is another payment.
      const key = `${invoiceId}:${idempotencyKey}`;
      const returnUrl = `${ctx.origin ?? ""}/pay/${token}`;
      try {
        return await processPayment(payer, {
          invoiceId,
          deposit: null,
          amountMinor,
          confirmationToken,
          returnUrl,
          idempotencyKey: key,
        });
      } catch (error) {
        // Being asked is an answer here: the page waits, and looks again.
        if (error instanceof ServiceException && (error.code === "OUTCOME_UNKNOWN" || error.code === "IN_PROGRESS"))
          return { paymentId: paymentIdOf(tenantId, key), state: "PENDING" as const };
        // A fault of ours that ended the payment: under its key it would say so for ever, and another try is another payment.
        if (error instanceof ServiceException && error.code === "INTERNAL")
          throw new ValidationException(
            "REFUSED_OUTSIDE",
            "Something failed on our side, and this payment was given up: nothing was charged, or it is on its way back. Try again.",
            {},
            error,
          );
        throw error;
      }
    }),

  /** Asks the gateway how a payment of this invoice stands; a mutation, since what it says is noted. */
  look: publicProcedure
    .input(mutationInput(lookInput.shape))
    .output(lookAnswer)
    .mutation(async ({ ctx, input }) => {
      const { tenantId, invoiceId } = await billOf(input.token);
      return lookAtPayment(strangerOf(ctx, tenantId), { paymentId: input.paymentId, invoiceId });
    }),

  /** Ends a payment that waits for its payer, so that another card can be used. */
  stop: publicProcedure
    .input(mutationInput(lookInput.shape))
    .output(lookAnswer)
    .mutation(async ({ ctx, input }) => {
      const { tenantId, invoiceId } = await billOf(input.token);
      return stopPayment(strangerOf(ctx, tenantId), { paymentId: input.paymentId, invoiceId });
    }),
});
