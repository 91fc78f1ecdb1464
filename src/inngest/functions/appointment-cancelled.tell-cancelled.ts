import { cancelledEmail } from "#/documents/email/appointment-email.ts";
import { cancelledText } from "#/documents/sms/appointment-text.ts";
import { appointmentCancelled, notToldWords } from "#/domain/events.ts";
import { consumer, skipped } from "#/inngest/consumer.ts";
import { linkTo } from "#/inngest/links.ts";
import { tellCustomer } from "#/inngest/tell-customer.ts";

/** Tells that nobody is expected any more; the entry leaves the calendar. */
export const tellCancelled = consumer(appointmentCancelled, "tell-cancelled", async (context) => {
  if (!context.event.data.tellCustomer) return skipped(notToldWords);
  const { by, wasBooked } = context.event.data;
  return tellCustomer(context, {
    kind: "appointment-cancelled",
    speaksOf: { state: "CANCELLED", sequence: null },
    generation: null,
    ...(wasBooked ? { calendar: "CANCEL" } : {}),
    email: ({ appointment, sender }) =>
      cancelledEmail({
        sender,
        appointment: appointment.told,
        by,
        wasAt: wasBooked ? appointment.startsAt : null,
        again: linkTo(context.event, `/book/${appointment.tenant.slug}`),
      }),
    text: ({ appointment }) => cancelledText(appointment.told, wasBooked ? appointment.startsAt : null),
  });
});
