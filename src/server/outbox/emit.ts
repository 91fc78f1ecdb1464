import type { z } from "zod";
import {
  consumersOf,
  type DomainEvent,
  type EventName,
  isToldToFollowersOnly,
  optionalConsumers,
} from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Subject, Tx } from "#/server/db/transaction.ts";

/**
 * Says that something has happened. Written with one delivery for each subscribed consumer in the
 * commit of `tx` (an optional one is subscribed while the tenant has a row that says so), so it is told if and only if it is true. `subject` is the record whose timeline shows it. With `dueAt`
 * it is told when that time comes, unless it is called off before (`outbox/reminders.ts`).
 */
export const emit = <Name extends EventName, Data extends z.ZodObject>(
  tx: Tx,
  event: DomainEvent<Name, Data>,
  subject: Subject,
  data: z.input<Data>,
  dueAt: Date | null = null,
): void => {
  tx.pending.events.push({
    id: uuidv7(),
    type: event.name,
    version: event.version,
    subject,
    data: event.data.parse(data),
    occurredAt: new Date(),
    consumers: consumersOf[event.name],
    optional: optionalConsumers(event.name),
    followersOnly: isToldToFollowersOnly(event.name),
    dueAt,
  });
};
