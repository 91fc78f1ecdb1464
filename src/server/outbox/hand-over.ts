/**
 * The short way from a commit to the engine: events of this process go over from memory, without being claimed and read.
 * They go under the id of a first sending, so one that a poll claims meanwhile, or after a death in between, reaches the
 * engine twice under one id, and the engine drops a repeated one. What fails here is left to the poll.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Logger } from "pino";
import { type CommittedEvent, onCommitted } from "#/server/db/committed.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { markSent, outgoing, relayTo, type Send } from "#/server/outbox/outgoing.ts";

type Handed = { readonly tenantId: string; readonly event: CommittedEvent };

export type HandOverOptions = { readonly send: Send; readonly log: Logger };

/** As many as wait here; the rest is polled for. */
const most = 1000;
const batch = 100;
/** After a failure the poll, which waits longer each time, asks alone whether the engine is back. */
const restMs = 5000;
const markMs = 50;

export const startHandOver = ({ send, log }: HandOverOptions): { stop(): Promise<void> } => {
  // What one commit sets going serves those after it too: it belongs to nobody's request.
  const apart = AsyncLocalStorage.snapshot();
  const waiting: Handed[] = [];
  const unmarked: Handed[] = [];
  let marking: Promise<void> | undefined;
  let handing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let restUntil = 0;

  const take = (tenantId: string, events: readonly CommittedEvent[]): boolean => {
    if (Date.now() < restUntil || waiting.length + events.length > most) return false;
    for (const event of events) waiting.push({ tenantId, event });
    handing ??= apart(handOver).finally(() => {
      handing = undefined;
    });
    return true;
  };
  // What is committed meanwhile goes together in the next turn.
  const handOver = async (): Promise<void> => {
    while (waiting.length > 0) {
      const turn = waiting.splice(0, batch);
      try {
        await crashPoint("relay/send:before");
        await relayTo(
          send,
          turn.map(({ tenantId, event }) => outgoing(tenantId, event, 1)),
        );
        await crashPoint("relay/send:after");
        markSoon(turn);
      } catch (error) {
        waiting.length = 0;
        restUntil = Date.now() + restMs;
        log.warn(
          { err: error, events: turn.length },
          "relay: events could not be handed over at once, polling for them",
        );
      }
    }
  };
  // Noted a moment later and for many at once: the effects that begin now need the database more.
  const markSoon = (turn: readonly Handed[]): void => {
    unmarked.push(...turn);
    timer ??= setTimeout(() => {
      timer = undefined;
      marking = mark();
    }, markMs);
  };
  const mark = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const byTenant = Map.groupBy(unmarked.splice(0), ({ tenantId }) => tenantId);
    for (const [tenantId, handed] of byTenant) {
      try {
        await crashPoint("relay/mark:before");
        await markSent(
          tenantId,
          handed.map(({ event }) => ({ eventId: event.id, sends: 0 })),
        );
        await crashPoint("relay/mark:after");
      } catch (error) {
        log.warn({ err: error, tenantId, events: handed.length }, "relay: a hand-over was not noted, they go again");
      }
    }
  };

  const end = onCommitted(take);
  return {
    stop: async () => {
      end();
      await handing;
      await marking;
      await mark();
    },
  };
};
