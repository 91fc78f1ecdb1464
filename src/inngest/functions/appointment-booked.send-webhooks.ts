import { appointmentBooked } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { tellWebhooks } from "#/inngest/tell-webhooks.ts";

/** Tells endpoints of the tenant's own. */
export const tellOfBooking = consumer(
  appointmentBooked,
  "send-webhooks",
  tellWebhooks(appointmentBooked.name, ({ appointmentId }) => ({ about: { kind: "appointment", id: appointmentId } })),
);
