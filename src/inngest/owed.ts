import { optionalConsumersOf } from "#/domain/events.ts";
import { functionName, inngest } from "#/inngest/client.ts";
import type { RunnerEvent } from "#/inngest/embedded/protocol.ts";

const optional: ReadonlyMap<string, string> = new Map(
  Object.entries(optionalConsumersOf).flatMap(([event, consumers]) =>
    consumers.map((consumer) => [`${inngest.id}-${functionName(event, consumer)}`, consumer] as const),
  ),
);

/**
 * Whether an event owes a function anything: an optional consumer that nobody subscribed to is not even called. An
 * engine that calls it all the same hears that there is nothing to do, since there is no delivery.
 */
export const isOwed = (functionId: string, event: RunnerEvent): boolean => {
  const consumer = optional.get(functionId);
  if (consumer === undefined) return true;
  const owed: unknown = event.data.consumers;
  return !Array.isArray(owed) || owed.includes(consumer);
};
