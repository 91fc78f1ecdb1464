import { NonRetriableError, RetryAfterError } from "inngest";
import { z } from "zod";
import { ServiceException } from "#/domain/errors.ts";
import {
  type ConsumerOf,
  consumerTitles,
  type DomainEvent,
  type EventEnvelope,
  type EventName,
  eventEnvelope,
} from "#/domain/events.ts";
import { functionName, inngest } from "#/inngest/client.ts";
import type { Ctx } from "#/server/db/context.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { notifyChanges } from "#/server/db/live.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { openTransaction, type Tx } from "#/server/db/transaction.ts";
import { isSendError } from "#/server/gateways/send-error.ts";
import { log } from "#/server/log.ts";
import { countAttempt, countHandlerStart } from "#/server/metrics.ts";
import {
  claimDelivery,
  deliveryId,
  type Ending,
  failDelivery,
  finishDelivery,
  finishDeliveryAlone,
  type HeldDelivery,
  mendDelivery,
  type Postponed,
  postponeDelivery,
  renewDelivery,
} from "#/server/outbox/deliveries.ts";
import { deliveryPolicy } from "#/server/outbox/policy.ts";
import { tracedUnder } from "#/server/tracing.ts";

/** The effect cannot succeed however often it is tried; the sentence says why. */
export class PermanentFailure extends Error {}

/** How an effect ended well; `text` is a line for the timeline. */
export const done = (text: string | null = null): Ending => ({ state: "DONE", text });
/** Nothing is owed after all; `reason` is shown. */
export const skipped = (reason: string): Ending => ({ state: "SKIPPED", reason });

/** Now is not the time; it is begun afresh then. */
export const later = (at: Date): Postponed => ({ state: "LATER", at });

export type EffectContext<Data> = {
  readonly event: EventEnvelope & { readonly data: Data };
  /** `id` is the idempotency key of whatever the effect does outside. */
  readonly delivery: HeldDelivery;
  readonly ctx: Ctx;
  /** Aborted when the delivery was taken over by another worker, or took too long. */
  readonly signal: AbortSignal;
  /** A transaction of the effect's own, without events or audit (an orchestrator's part). */
  readonly write: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;
  /** Ends the delivery in one transaction with what the effect writes; return its result from the effect. */
  readonly finish: (ending: Ending, work: (tx: Tx) => Promise<void>) => Promise<Finished>;
};

export type Finished = { readonly finished: true };
export type Effect<Data> = (context: EffectContext<Data>) => Promise<Ending | Postponed | Finished>;

const longestEffectMs = 90_000;

/**
 * Makes the one Inngest function that brings an effect about: it claims the delivery, does the effect, finishes the
 * delivery. No step: that would be a second call of the function and a second note of what the delivery says already
 * (decision 070). Three starts in all, with the policy's waits. The delivery, not the engine, decides whether there is
 * anything to do.
 */
export const consumer = <Name extends EventName, Data extends z.ZodObject>(
  event: DomainEvent<Name, Data>,
  name: ConsumerOf<Name>,
  effect: Effect<z.output<Data>>,
) => {
  const envelope = eventEnvelope.extend({ data: z.unknown() });
  const id = functionName(event.name, name);
  return inngest.createFunction(
    {
      id,
      name: consumerTitles[name] ?? name,
      retries: 2,
      triggers: [{ event: event.name }],
      // The engine gave up. What is over is ended here; what still has starts left is the sweep's.
      onFailure: async ({ event: failure, step }) =>
        step.run("close", async () => {
          const { tenantId, id: eventId } = eventEnvelope.parse(failure.data.event.data);
          const owed = await deliveryId(tenantId, eventId, name);
          return { mended: owed === null ? null : await mendDelivery(tenantId, owed) };
        }),
    },
    async ({ event: incoming }) => {
      const outer = envelope.safeParse(incoming.data);
      const inner = event.data.safeParse(outer.data?.data);
      if (!outer.success || !inner.success) {
        throw new NonRetriableError(`Not an event ${event.name}: ${(outer.error ?? inner.error)?.message}`);
      }
      const told = { ...outer.data, data: inner.data };
      return await tracedUnder(told.traceparent, `consumer ${name}`, () => deliver(told, name, effect), {
        "pitlane.tenant_id": told.tenantId,
        "pitlane.event_id": told.id,
      });
    },
  );
};

type Delivered = { outcome: "DONE" | "SKIPPED" | "LATER" | "ELSEWHERE" };

/** What the function does; the engine's answer to it is made from what this throws. */
export const deliver = async <Data>(
  event: EventEnvelope & { data: Data },
  name: string,
  effect: Effect<Data>,
): Promise<Delivered> => {
  await crashPoint(`${name}/claim:before`);
  const held = await claimDelivery(event.tenantId, event.id, name);
  if (held === null) return { outcome: "ELSEWHERE" };
  if (held.attempt === 1) countHandlerStart(name, event.occurredAt);
  const work = log.child({
    tenantId: event.tenantId,
    correlationId: event.correlationId,
    eventId: event.id,
    deliveryId: held.id,
    consumer: name,
  });
  try {
    await crashPoint(`${name}/claim:after`);
    const ending = await run(event, held, name, work, effect);
    countAttempt(name, outcomes[ending]);
    work.info({ attempt: held.attempt, ended: ending }, "delivered");
    return { outcome: ending };
  } catch (error) {
    if (error instanceof ServiceException && error.code === "FENCED") {
      countAttempt(name, "elsewhere");
      work.warn({ attempt: held.attempt }, "the delivery was taken over by another worker");
      return { outcome: "ELSEWHERE" };
    }
    const next = await fail(held, name, error, work);
    if (next === null) return { outcome: "ELSEWHERE" };
    throw next;
  } finally {
    notifyChanges([{ tenantId: event.tenantId, subjectType: event.subjectType, subjectId: event.subjectId }]);
  }
};

const outcomes = { DONE: "done", SKIPPED: "skipped", LATER: "later" } as const;

const run = async <Data>(
  event: EventEnvelope & { data: Data },
  held: HeldDelivery,
  name: string,
  work: Ctx["log"],
  effect: Effect<Data>,
): Promise<keyof typeof outcomes> => {
  const ctx: Ctx = {
    tenantId: event.tenantId,
    actor: { kind: "system", name: consumerTitles[name] ?? name },
    correlationId: event.correlationId,
    origin: event.origin,
    log: work,
  };
  const taken = new AbortController();
  const late = AbortSignal.timeout(longestEffectMs);
  const beat = setInterval(() => {
    renewDelivery(held).then(
      (kept) => kept || taken.abort(),
      (error: unknown) => work.warn({ err: error }, "a lease could not be renewed"),
    );
  }, deliveryPolicy().leaseMs / 3);
  const write = <Result>(change: (tx: Tx) => Promise<Result>) =>
    openTransaction(ctx, held.id, name, async (tx) => {
      const result = await change(tx);
      // Only an orchestrator's transaction writes these down; here they would be lost in silence.
      if (tx.pending.events.length + tx.pending.audits.length > 0)
        throw new Error(`${name} emits or audits: that belongs in an orchestrator.`);
      return result;
    });
  const ended: { state: "DONE" | "SKIPPED" | null } = { state: null };
  const finish = async (ending: Ending, change: (tx: Tx) => Promise<void>): Promise<Finished> => {
    await crashPoint(`${name}/finish:before`);
    await write(async (tx) => {
      await change(tx);
      await finishDelivery(tx, held, ending);
    });
    ended.state = ending.state;
    await crashPoint(`${name}/finish:after`);
    return { finished: true };
  };
  try {
    await crashPoint(`${name}/effect:before`);
    const tooLate = new Promise<never>((_, reject) =>
      late.addEventListener("abort", () => reject(new Error("It took too long and was stopped."))),
    );
    const result = await Promise.race([
      runInTenant(event.tenantId, () =>
        effect({ event, delivery: held, ctx, write, finish, signal: AbortSignal.any([taken.signal, late]) }),
      ),
      tooLate,
    ]);
    await crashPoint(`${name}/effect:after`);
    if ("finished" in result) return ended.state ?? "DONE";
    await crashPoint(`${name}/finish:before`);
    if (result.state === "LATER") await postponeDelivery(held, result.at);
    else await finishDeliveryAlone(held, result);
    await crashPoint(`${name}/finish:after`);
    return result.state;
  } finally {
    clearInterval(beat);
  }
};

/** Notes the failure, and gives the error that tells the engine what to do next; null when it is another's delivery by now. */
const fail = async (held: HeldDelivery, name: string, error: unknown, work: Ctx["log"]): Promise<Error | null> => {
  const reason = plainReason(error);
  const permanent = error instanceof PermanentFailure || (isSendError(error) && error.permanent);
  await crashPoint(`${name}/fail:before`);
  const failure = await failDelivery(held, name, reason, permanent);
  await crashPoint(`${name}/fail:after`);
  countAttempt(name, failure === null ? "elsewhere" : failure.state === "DEAD" ? "dead" : "retried");
  work.warn({ attempt: held.attempt, next: failure?.state ?? "ELSEWHERE", err: error }, reason);
  if (failure === null) return null;
  return failure.state === "PENDING"
    ? new RetryAfterError(reason, failure.retryInMs, { cause: error })
    : new NonRetriableError(reason, { cause: error });
};

/** A sentence for the timeline. Ours are sentences already; anything else is named as unexpected. */
export const plainReason = (error: unknown): string => {
  if (error instanceof ServiceException || error instanceof PermanentFailure || isSendError(error))
    return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `Something on our side failed: ${
    message
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim()
      .slice(0, 300) ?? "no reason given"
  }`;
};
