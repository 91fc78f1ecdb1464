import { paymentSucceeded } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { syncAccounting } from "#/inngest/sync-accounting.ts";

/** Brings the invoice, as it stands now, to the accounting system that is connected. */
export const bookPayment = consumer(
  paymentSucceeded,
  "sync-accounting",
  syncAccounting(({ invoiceId }) => invoiceId),
);
