import { paymentShifted } from "#/domain/events.ts";
import { consumer, done } from "#/inngest/consumer.ts";
import { followPayment } from "#/server/orchestrators/backfill.ts";

/** Asks for each invoice that the payment has moved between to be brought to the accounting system as it stands now. */
export const bookShift = consumer(paymentShifted, "sync-accounting", async ({ ctx, event }) => {
  const invoices = await followPayment(ctx, event.data.paymentId);
  return done(invoices === 1 ? "1 invoice" : `${invoices} invoices`);
});
