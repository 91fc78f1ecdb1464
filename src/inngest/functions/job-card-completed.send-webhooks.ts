import { jobCardCompleted } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { tellWebhooks } from "#/inngest/tell-webhooks.ts";

/** Tells endpoints of the tenant's own. */
export const tellOfCompletion = consumer(
  jobCardCompleted,
  "send-webhooks",
  tellWebhooks(jobCardCompleted.name, ({ jobCardId, invoiceId, completionNumber }) => ({
    about: { kind: "jobCard", id: jobCardId },
    also: { invoiceId, completionNumber },
  })),
);
