import { jobCardChanged } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { updateCrm } from "#/inngest/update-crm.ts";

/** Tells the CRM that is connected of a job as it stands now. */
export const tellJobChange = consumer(
  jobCardChanged,
  "update-crm",
  updateCrm(({ jobCardId }) => ({ kind: "DEAL", sourceId: jobCardId })),
);
