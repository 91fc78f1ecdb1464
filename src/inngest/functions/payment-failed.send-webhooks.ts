import { paymentFailed } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { tellWebhooks } from "#/inngest/tell-webhooks.ts";

/** Tells endpoints of the tenant's own. */
export const tellOfFailedPayment = consumer(
  paymentFailed,
  "send-webhooks",
  tellWebhooks(paymentFailed.name, ({ paymentId }) => ({ about: { kind: "payment", id: paymentId } })),
);
