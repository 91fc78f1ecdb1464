import { webhookDue } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { webhookFailingDays } from "#/domain/webhook.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { readDb } from "#/server/db/transaction.ts";
import { sendError } from "#/server/gateways/send-error.ts";
import { webhookSender } from "#/server/gateways/webhooks.ts";
import { turnOffFailing } from "#/server/orchestrators/keep-webhooks.ts";
import { due, noteTry } from "#/server/services/webhooks.ts";

const failingMs = webhookFailingDays * 86_400_000;

/**
 * Sends a message to its endpoint and notes what was answered. Its id is the same each time, by which the receiver knows one
 * that it has had: after a lost answer or a crash it may come again, and no oftener.
 */
export const deliverWebhook = consumer(webhookDue, "deliver-webhook", async (context) => {
  const { ctx, signal } = context;
  const message = await due(readDb(ctx), context.event.data.webhookDeliveryId);
  const { id, endpointId, url, body, secrets, host } = message;
  if (message.removedAt !== null) return skipped("The endpoint was removed.");
  if (message.disabledAt !== null) return skipped("The endpoint is off.");

  const at = new Date();
  await crashPoint("webhook/send:before");
  const { gone, ...answer } = await webhookSender().send({ url, id: `msg_${id}`, body, secrets, signal });
  await crashPoint("webhook/send:after");
  const tried = { id: uuidv7(), at, ...answer };
  if (answer.reason === null)
    return context.finish(done(`${host} answered ${answer.status}`), (tx) => noteTry(tx, id, endpointId, tried));

  await context.write((tx) => noteTry(tx, id, endpointId, tried));
  const { reason } = answer;
  const late = message.failingSince !== null && at.getTime() - message.failingSince.getTime() >= failingMs;
  if (gone || late) {
    const why = gone ? reason : `No message has arrived for ${webhookFailingDays} days. The last time: ${reason}`;
    await turnOffFailing(ctx, {
      endpointId,
      before: gone ? null : new Date(at.getTime() - failingMs),
      reason: why,
    });
    return skipped(why);
  }
  throw sendError(reason, false);
});
