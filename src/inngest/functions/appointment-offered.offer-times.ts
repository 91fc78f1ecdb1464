import { appointmentOffered } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { offeredLetter } from "#/inngest/letters.ts";
import { tellCustomer } from "#/inngest/tell-customer.ts";

/** Sends the link by which the customer chooses a time. */
export const offerTimes = consumer(appointmentOffered, "offer-times", (context) =>
  tellCustomer(context, {
    kind: "appointment-offered",
    speaksOf: { state: "OFFERED", sequence: null },
    generation: context.event.data.generation,
    ...offeredLetter,
  }),
);
