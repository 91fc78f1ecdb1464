import { appointmentCancelled, notToldWords } from "#/domain/events.ts";
import { consumer, skipped } from "#/inngest/consumer.ts";
import { cancelledLetter } from "#/inngest/letters.ts";
import { linkTo } from "#/inngest/links.ts";
import { tellCustomer } from "#/inngest/tell-customer.ts";
import { readDb } from "#/server/db/transaction.ts";
import { toTell } from "#/server/services/appointment-messages.ts";

/** Tells that nobody is expected any more; the entry leaves the calendar. */
export const tellCancelled = consumer(appointmentCancelled, "tell-cancelled", async (context) => {
  if (!context.event.data.tellCustomer) return skipped(notToldWords);
  const { by, wasBooked, appointmentId } = context.event.data;
  const { tenant } = await toTell(readDb(context.ctx), appointmentId);
  return tellCustomer(context, {
    kind: "appointment-cancelled",
    speaksOf: { state: "CANCELLED", sequence: null },
    generation: null,
    ...(wasBooked ? { calendar: "CANCEL" } : {}),
    ...cancelledLetter(by, wasBooked, linkTo(context.event, `/book/${tenant.slug}`)),
  });
});
