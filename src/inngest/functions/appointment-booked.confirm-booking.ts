import { bookedEmail } from "#/documents/email/appointment-email.ts";
import { bookedText } from "#/documents/sms/appointment-text.ts";
import { appointmentBooked } from "#/domain/events.ts";
import { timed } from "#/inngest/calendar-entry.ts";
import { consumer } from "#/inngest/consumer.ts";
import { tellCustomer } from "#/inngest/tell-customer.ts";

/** Confirms a booking, with the entry for the calendar. */
export const confirmBooking = consumer(appointmentBooked, "confirm-booking", (context) =>
  tellCustomer(context, {
    kind: "appointment-booked",
    speaksOf: { state: "BOOKED", sequence: context.event.data.sequence },
    generation: context.event.data.generation,
    calendar: "REQUEST",
    email: ({ appointment, ...told }) => bookedEmail({ ...told, appointment: timed(appointment) }),
    text: ({ appointment, visit }) => bookedText(timed(appointment), visit),
  }),
);
