import { z } from "zod";
import { id, minor } from "#/domain/fields.ts";
import { takePaymentInput } from "#/domain/invoice.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { takePayment } from "#/server/orchestrators/take-payment.ts";

export const paymentRouter = router({
  take: memberProcedure("payment.take")
    .input(mutationInput(takePaymentInput.shape))
    .output(z.object({ paymentId: id, invoiceId: id, paidMinor: minor }))
    .mutation(({ ctx, input }) => takePayment(ctx, input)),
});
