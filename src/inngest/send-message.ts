import { type EffectContext, plainReason } from "#/inngest/consumer.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import type { Tx } from "#/server/db/transaction.ts";
import { isSendError } from "#/server/gateways/send-error.ts";
import { deliveryPolicy } from "#/server/outbox/policy.ts";
import { notSent, sent } from "#/server/services/messages.ts";
import { traced } from "#/server/tracing.ts";

export type Sender = Pick<EffectContext<unknown>, "write" | "delivery">;

export type MessageToSend = {
  /** Names the crash points around the call that leaves the process: `invoice/mail`. */
  readonly point: string;
  /** Writes down what is about to be sent and gives the message's id; null when it has been sent already. */
  readonly queue: (tx: Tx) => Promise<string | null>;
  /** Hands it to the counterpart, under the same key each time. Throws SendError. */
  readonly hand: () => Promise<{ providerId: string }>;
  /** Notes that whoever it is for wants no more of them. */
  readonly unwanted?: (tx: Tx) => Promise<void>;
};

/**
 * Sends one message at most once as far as the counterpart can tell: noted before, sent under a stable
 * key, noted after in one transaction with what `close` writes. Sent already: only `close` runs.
 * @throws SendError, after noting the failed try on the message
 */
export const sendMessage = async <Result>(
  context: Sender,
  { point, queue, hand, unwanted }: MessageToSend,
  close: (change: (tx: Tx) => Promise<void>) => Promise<Result>,
): Promise<Result> => {
  const messageId = await context.write(queue);
  if (messageId === null) return close(async () => undefined);
  try {
    await crashPoint(`${point}:before`);
    const { providerId } = await traced(`send ${point}`, hand);
    await crashPoint(`${point}:after`);
    return await close((tx) => sent(tx, messageId, providerId));
  } catch (error) {
    if (!isSendError(error)) throw error;
    const final = error.permanent || context.delivery.attempt >= deliveryPolicy().attempts;
    await context.write(async (tx) => {
      await notSent(tx, messageId, plainReason(error), final);
      if (error.unwanted) await unwanted?.(tx);
    });
    throw error;
  }
};

/**
 * The same message to several people, one after another: one bad address must not keep the others from knowing.
 * @throws the failure that a retry may mend, if there is one, else the first
 */
export const sendToEach = async <Person>(people: readonly Person[], send: (person: Person) => Promise<unknown>) => {
  const failures: unknown[] = [];
  for (const person of people) await send(person).catch((error: unknown) => failures.push(error));
  const failure = failures.find((error) => !(isSendError(error) && error.permanent)) ?? failures[0];
  if (failure !== undefined) throw failure;
};
