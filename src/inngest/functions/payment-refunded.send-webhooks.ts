import { paymentRefunded } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { tellWebhooks } from "#/inngest/tell-webhooks.ts";

/** Tells endpoints of the tenant's own. */
export const tellOfRefund = consumer(
  paymentRefunded,
  "send-webhooks",
  tellWebhooks(paymentRefunded.name, ({ refundId }) => ({ about: { kind: "refund", id: refundId } })),
);
