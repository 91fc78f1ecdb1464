import { paymentSucceeded } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { tellWebhooks } from "#/inngest/tell-webhooks.ts";

/** Tells endpoints of the tenant's own. */
export const tellOfPayment = consumer(
  paymentSucceeded,
  "send-webhooks",
  tellWebhooks(paymentSucceeded.name, ({ paymentId }) => ({ about: { kind: "payment", id: paymentId } })),
);
