import { movedEmail } from "#/documents/email/appointment-email.ts";
import { movedText } from "#/documents/sms/appointment-text.ts";
import { appointmentRescheduled, notToldWords } from "#/domain/events.ts";
import { timed } from "#/inngest/calendar-entry.ts";
import { consumer, skipped } from "#/inngest/consumer.ts";
import { tellCustomer } from "#/inngest/tell-customer.ts";

/** Tells the other time; the entry in the calendar moves. */
export const tellOtherTime = consumer(appointmentRescheduled, "tell-other-time", async (context) => {
  if (!context.event.data.tellCustomer) return skipped(notToldWords);
  return tellCustomer(context, {
    kind: "appointment-moved",
    speaksOf: { state: "BOOKED", sequence: context.event.data.sequence },
    generation: context.event.data.generation,
    calendar: "REQUEST",
    email: ({ appointment, ...told }) =>
      movedEmail({ ...told, appointment: timed(appointment) }, new Date(context.event.data.from)),
    text: ({ appointment, visit }) => movedText(timed(appointment), visit),
  });
});
