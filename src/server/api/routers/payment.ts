import { paymentTaken, refundInput, refundTaken, takeDepositInput, takePaymentInput } from "#/domain/payment.ts";
import { tillInput, tillView } from "#/domain/till.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { paymentGateway } from "#/server/gateways/payment-gateway.ts";
import { refundPayment } from "#/server/orchestrators/payments/refund-payment.ts";
import { takeDeposit, takePayment } from "#/server/orchestrators/payments/take-payment.ts";
import * as till from "#/server/services/till.ts";

export const paymentRouter = router({
  take: memberProcedure("payment.take")
    .input(mutationInput(takePaymentInput.shape))
    .output(paymentTaken)
    .mutation(({ ctx, input }) => takePayment(ctx, input)),
  takeDeposit: memberProcedure("payment.take")
    .input(mutationInput(takeDepositInput.shape))
    .output(paymentTaken)
    .mutation(({ ctx, input }) => takeDeposit(ctx, input)),
  /** A day's money at a branch. */
  till: memberProcedure("till.read")
    .input(tillInput)
    .output(tillView)
    .query(({ ctx, input }) => till.ofDay(readDb(ctx), input)),
  refund: memberProcedure("payment.refund")
    .input(mutationInput(refundInput.shape))
    .output(refundTaken)
    .mutation(({ ctx, input }) => refundPayment(ctx, input, paymentGateway)),
});
