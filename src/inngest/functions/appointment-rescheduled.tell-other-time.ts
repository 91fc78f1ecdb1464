import { movedEmail } from "#/documents/email/appointment-email.ts";
import { movedText } from "#/documents/sms/appointment-text.ts";
import { appointmentRescheduled } from "#/domain/events.ts";
import { timed } from "#/inngest/calendar-entry.ts";
import { consumer } from "#/inngest/consumer.ts";
import { tellCustomer } from "#/inngest/tell-customer.ts";

/** Tells the other time; the entry in the calendar moves. */
export const tellOtherTime = consumer(appointmentRescheduled, "tell-other-time", (context) =>
  tellCustomer(context, {
    kind: "appointment-moved",
    speaksOf: { state: "BOOKED", sequence: context.event.data.sequence },
    generation: context.event.data.generation,
    calendar: "REQUEST",
    email: ({ appointment, ...told }) =>
      movedEmail({ ...told, appointment: timed(appointment) }, new Date(context.event.data.from)),
    text: ({ appointment, visit }) => movedText(timed(appointment), visit),
  }),
);
