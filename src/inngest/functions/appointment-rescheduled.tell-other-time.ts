import { appointmentRescheduled, notToldWords } from "#/domain/events.ts";
import { consumer, skipped } from "#/inngest/consumer.ts";
import { movedLetter } from "#/inngest/letters.ts";
import { tellCustomer } from "#/inngest/tell-customer.ts";

/** Tells the other time; the entry in the calendar moves. */
export const tellOtherTime = consumer(appointmentRescheduled, "tell-other-time", async (context) => {
  if (!context.event.data.tellCustomer) return skipped(notToldWords);
  return tellCustomer(context, {
    kind: "appointment-moved",
    speaksOf: { state: "BOOKED", sequence: context.event.data.sequence },
    generation: context.event.data.generation,
    calendar: "REQUEST",
    ...movedLetter(new Date(context.event.data.from)),
  });
});
