import { jobCardReopened } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { updateCrm } from "#/inngest/update-crm.ts";

/** Tells the CRM that is connected of a job that is open again. */
export const tellJobReopened = consumer(
  jobCardReopened,
  "update-crm",
  updateCrm(({ jobCardId }) => ({ kind: "DEAL", sourceId: jobCardId })),
);
