import { creditNoteIssued } from "#/domain/events.ts";
import { consumer } from "#/inngest/consumer.ts";
import { tellWebhooks } from "#/inngest/tell-webhooks.ts";

/** Tells endpoints of the tenant's own. */
export const tellOfCreditNote = consumer(
  creditNoteIssued,
  "send-webhooks",
  tellWebhooks(creditNoteIssued.name, ({ creditNoteId }) => ({ about: { kind: "creditNote", id: creditNoteId } })),
);
