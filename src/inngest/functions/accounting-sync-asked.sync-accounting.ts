import { accountingSyncAsked } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { syncAccounting } from "#/inngest/sync-accounting.ts";

/** Brings the invoice, as it stands now, to the accounting system that is connected. */
export const bookAgain = consumer(
  accountingSyncAsked,
  "sync-accounting",
  syncAccounting(({ invoiceId }) => invoiceId),
);
