import { appointmentRescheduled } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { tellWebhooks } from "#/inngest/tell-webhooks.ts";

/** Tells endpoints of the tenant's own. */
export const tellOfNewTime = consumer(
  appointmentRescheduled,
  "send-webhooks",
  tellWebhooks(appointmentRescheduled.name, ({ appointmentId, from, to }) => ({
    about: { kind: "appointment", id: appointmentId },
    also: { from, to },
  })),
);
