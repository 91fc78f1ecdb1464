import { invoiceGenerated } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { updateCrm } from "#/inngest/update-crm.ts";

/** Tells the CRM that is connected what a job came to. */
export const tellJobInvoiced = consumer(
  invoiceGenerated,
  "update-crm",
  updateCrm(({ jobCardId }) => ({ kind: "DEAL", sourceId: jobCardId })),
);
