import { appointmentBooked } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { bookedLetter } from "#/inngest/letters.ts";
import { tellCustomer } from "#/inngest/tell-customer.ts";

/** Confirms a booking, with the entry for the calendar. */
export const confirmBooking = consumer(appointmentBooked, "confirm-booking", (context) =>
  tellCustomer(context, {
    kind: "appointment-booked",
    speaksOf: { state: "BOOKED", sequence: context.event.data.sequence },
    generation: context.event.data.generation,
    calendar: "REQUEST",
    ...bookedLetter,
  }),
);
