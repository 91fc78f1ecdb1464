import { customerChanged } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { updateCrm } from "#/inngest/update-crm.ts";

/** Tells the CRM that is connected of a customer as they stand now. */
export const tellCustomerChange = consumer(
  customerChanged,
  "update-crm",
  updateCrm(({ customerId }) => ({ kind: "CONTACT", sourceId: customerId })),
);
