import { crmSyncAsked } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { updateCrm } from "#/inngest/update-crm.ts";

/** Tells the CRM that is connected of a record once more. */
export const tellAgain = consumer(
  crmSyncAsked,
  "update-crm",
  updateCrm(({ kind, sourceId }) => ({ kind, sourceId })),
);
