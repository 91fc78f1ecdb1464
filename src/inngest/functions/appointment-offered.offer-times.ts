import { offeredEmail } from "#/documents/email/appointment-email.ts";
import { offeredText } from "#/documents/sms/appointment-text.ts";
import { appointmentOffered } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { tellCustomer } from "#/inngest/tell-customer.ts";

/** Sends the link by which the customer chooses a time. */
export const offerTimes = consumer(appointmentOffered, "offer-times", (context) =>
  tellCustomer(context, {
    kind: "appointment-offered",
    speaksOf: { state: "OFFERED", sequence: null },
    generation: context.event.data.generation,
    email: ({ appointment, sender, visit }) => offeredEmail({ sender, appointment: appointment.told, visit }),
    text: ({ appointment, visit }) => offeredText(appointment.told, visit),
  }),
);
