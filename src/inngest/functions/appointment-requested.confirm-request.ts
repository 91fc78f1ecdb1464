import { appointmentRequested } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { requestedLetter } from "#/inngest/letters.ts";
import { tellCustomer } from "#/inngest/tell-customer.ts";

/** Says that a request has come, and that nothing is booked yet. */
export const confirmRequest = consumer(appointmentRequested, "confirm-request", (context) =>
  tellCustomer(context, {
    kind: "appointment-requested",
    speaksOf: { state: "REQUESTED", sequence: null },
    generation: context.event.data.generation,
    ...requestedLetter,
  }),
);
