import { appointmentCancelled } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { tellWebhooks } from "#/inngest/tell-webhooks.ts";

/** Tells endpoints of the tenant's own. */
export const tellOfCancellation = consumer(
  appointmentCancelled,
  "send-webhooks",
  tellWebhooks(appointmentCancelled.name, ({ appointmentId, by }) => ({
    about: { kind: "appointment", id: appointmentId },
    also: { cancelledBy: by },
  })),
);
