import { invoiceGenerated } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { tellWebhooks } from "#/inngest/tell-webhooks.ts";

/** Tells endpoints of the tenant's own. */
export const tellOfInvoice = consumer(
  invoiceGenerated,
  "send-webhooks",
  tellWebhooks(invoiceGenerated.name, ({ invoiceId }) => ({ about: { kind: "invoice", id: invoiceId } })),
);
