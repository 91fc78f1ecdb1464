import { ValidationException } from "#/domain/errors.ts";
import { webhookDue } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { WebhookType } from "#/domain/webhook.ts";
import type { Ctx } from "#/server/db/context.ts";
import type { Subject } from "#/server/db/transaction.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { retryDelivery, supersedeDelivery } from "#/server/outbox/deliveries.ts";
import { emit } from "#/server/outbox/emit.ts";
import { factsOf, type WebhookFacts, type WebhookSubject } from "#/server/repositories/webhook-facts.ts";
import * as webhooks from "#/server/repositories/webhooks.ts";

export type Told = {
  readonly eventId: string;
  readonly type: WebhookType;
  readonly occurredAt: string;
  /** Whose timeline shows it. */
  readonly subject: Subject;
  /** The record that the message is about. */
  readonly about: { readonly kind: WebhookSubject; readonly id: string };
  /** What the event alone knows. */
  readonly also: WebhookFacts;
};

/**
 * Writes down the message of an event for each endpoint that wants it, and asks for each to be sent, in one commit: told
 * twice, or again after a death, an event is one message to each.
 */
export const sendWebhooks = (ctx: Ctx, told: Told): Promise<{ endpoints: number; written: number }> =>
  executeInTransaction(
    ctx,
    "webhook.send",
    async (tx) => {
      const endpointIds = await webhooks.listening(tx, told.type);
      if (endpointIds.length === 0) return { endpoints: 0, written: 0 };
      const { eventId, type, occurredAt, about, also } = told;
      const facts = await factsOf(tx, about.kind, about.id);
      const body = JSON.stringify({ type, timestamp: occurredAt, data: { ...facts, ...also } });
      const written = await tx.step(
        "messages written",
        () =>
          webhooks.addMessages(
            tx,
            endpointIds.map((endpointId) => ({ id: uuidv7(), endpointId, eventId, type, body })),
          ),
        (ids) => ({ text: ids.length === 1 ? "1 message" : `${ids.length} messages` }),
      );
      for (const id of written) askFor(tx, id);
      return { endpoints: endpointIds.length, written: written.length };
    },
    { subject: told.subject },
  );

/**
 * Has a message sent once more, the same bytes under the same id. One that waits for its next try goes at once; what an
 * earlier sending left as dead is closed by it.
 * @throws TRANSITION_REFUSED while it is being sent, or to an endpoint that is off or removed; NOT_FOUND
 */
export const replayWebhook = (
  ctx: Ctx,
  { idempotencyKey, webhookDeliveryId }: { readonly idempotencyKey: string; readonly webhookDeliveryId: string },
): Promise<{ webhookDeliveryId: string }> =>
  executeInTransaction(
    ctx,
    "webhook.replay",
    async (tx) => {
      await webhooks.lockMessage(tx, webhookDeliveryId);
      const { removedAt, disabledAt, endpointId, type } = await webhooks.message(tx, webhookDeliveryId);
      if (removedAt !== null) throw refused("This endpoint was removed, so nothing is sent to it any more.");
      if (disabledAt !== null) throw refused("This endpoint is off. Turn it on first, then send this again.");
      const last = await webhooks.lastSending(tx, webhookDeliveryId);
      if (last?.state === "RUNNING") throw refused("This is being sent right now. Its answer stands here in a moment.");
      if (last?.state === "PENDING") await retryDelivery(tx, last.deliveryId);
      else {
        if (last?.state === "DEAD") await supersedeDelivery(tx, last.deliveryId, "It was sent once more.");
        askFor(tx, webhookDeliveryId);
      }
      tx.audit({
        action: "webhook.replayed",
        subjectType: "webhookEndpoint",
        subjectId: endpointId,
        changes: { type },
      });
      return { webhookDeliveryId };
    },
    { idempotencyKey, input: { webhookDeliveryId }, subject: { type: "webhookDelivery", id: webhookDeliveryId } },
  );

const askFor = (tx: Tx, webhookDeliveryId: string): void =>
  emit(tx, webhookDue, { type: "webhookDelivery", id: webhookDeliveryId }, { webhookDeliveryId });

const refused = (sentence: string) => new ValidationException("TRANSITION_REFUSED", sentence);
