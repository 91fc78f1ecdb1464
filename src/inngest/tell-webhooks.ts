import type { EventName } from "#/domain/events.ts";
import { type webhookEvents, webhookTypeOf } from "#/domain/webhook.ts";
import { done, type Effect, skipped } from "#/inngest/consumer.ts";
import { sendWebhooks, type Told } from "#/server/orchestrators/send-webhooks.ts";

/** An event that endpoints may be told of. */
type TellableEvent = (typeof webhookEvents)[keyof typeof webhookEvents]["event"] & EventName;

type About<Data> = (data: Data) => Pick<Told, "about"> & Partial<Pick<Told, "also">>;

/** What each event's `send-webhooks` does: writes its message for every endpoint that wants it. */
export const tellWebhooks =
  <Data>(event: TellableEvent, about: About<Data>): Effect<Data> =>
  async ({ ctx, event: told }) => {
    const { endpoints, written } = await sendWebhooks(ctx, {
      eventId: told.id,
      type: webhookTypeOf(event),
      occurredAt: told.occurredAt,
      subject: { type: told.subjectType, id: told.subjectId },
      also: {},
      ...about(told.data),
    });
    if (endpoints === 0) return skipped("No endpoint wants this any more.");
    if (written === 0) return done("Its messages were written before.");
    return done(written === 1 ? "To 1 endpoint" : `To ${written} endpoints`);
  };
