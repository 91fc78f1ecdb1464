/**
 * Hands committed events to the engine. Row state with SKIP LOCKED, never a cursor: a transaction that
 * commits late is not passed over. This process's own are handed over from memory the moment they are
 * committed; those of others wake it by NOTIFY; polling is what guarantees all of them.
 */
import type { Logger } from "pino";
import { pool } from "#/server/db/client.ts";
import type { CommittedEvent } from "#/server/db/committed.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { startListening } from "#/server/db/listen.ts";
import { outboxChannel } from "#/server/db/live.ts";
import { runInTenant, runOutsideTenants } from "#/server/db/tenant.ts";
import { startHandOver } from "#/server/outbox/hand-over.ts";
import { markSent, type OutgoingEvent, outgoing, relayTo, type Send } from "#/server/outbox/outgoing.ts";

export type RelayOptions = {
  readonly send: Send;
  readonly log: Logger;
  readonly batch?: number;
  /** An event stays with a relay that dies for this long. */
  readonly leaseMs?: number;
  readonly pollMs?: number;
  /** False: polling alone (tests). */
  readonly listen?: boolean;
};

export type Relay = {
  stop(): Promise<void>;
  status(): { readonly lastTickAt: Date | null; readonly lastError: string | null; readonly listening: boolean };
};

type Claimed = { tenantId: string; eventId: string; sends: number };
/** Starts relaying; several processes may do so on one database. */
export const startRelay = ({
  send,
  log,
  batch = 100,
  leaseMs = 10_000,
  pollMs = 1000,
  listen = true,
}: RelayOptions): Relay => {
  let stopped = false;
  let woken = false;
  let wake: () => void = () => undefined;
  let lastTickAt: Date | null = null;
  let lastError: string | null = null;

  const nudge = () => {
    woken = true;
    wake();
  };
  const rest = () =>
    new Promise<void>((resolve) => {
      if (woken || stopped) return resolve();
      const timer = setTimeout(resolve, pollMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const loop = async () => {
    while (!stopped) {
      woken = false;
      try {
        const sent = await relayOnce(send, log, batch, leaseMs);
        lastTickAt = new Date();
        lastError = null;
        if (sent === batch) continue;
      } catch (error) {
        lastError = error instanceof Error ? error.message : String(error);
        log.error({ err: error }, "relay: the outbox could not be read, trying again");
        woken = false;
      }
      await rest();
    }
  };

  const handOver = listen ? startHandOver({ send, log }) : null;
  const listener = listen ? startListening({ channel: outboxChannel, log, heard: nudge, connected: nudge }) : null;
  const looping = loop();
  return {
    stop: async () => {
      stopped = true;
      wake();
      await Promise.all([looping, handOver?.stop(), listener?.stop()]);
    },
    status: () => ({ lastTickAt, lastError, listening: listener?.connected() ?? false }),
  };
};

/** Claims, loads, sends and marks one batch; returns how many events it took. */
export const relayOnce = async (send: Send, log: Logger, batch: number, leaseMs: number): Promise<number> => {
  await crashPoint("relay/claim:before");
  const claimed = await runOutsideTenants(async () => {
    const { rows } = await pool.query<Claimed>({
      name: "relay-claim",
      text: `select tenant_id as "tenantId", event_id as "eventId", sends from lookup.claim_events($1, $2)`,
      values: [batch, leaseMs],
    });
    return rows;
  });
  if (claimed.length === 0) return 0;
  await crashPoint("relay/claim:after");
  await Promise.all(
    [...Map.groupBy(claimed, ({ tenantId }) => tenantId)].map(([tenantId, rows]) =>
      relayTenant(send, log, tenantId, rows),
    ),
  );
  return claimed.length;
};

const relayTenant = (send: Send, log: Logger, tenantId: string, claimed: readonly Claimed[]): Promise<void> =>
  runInTenant(tenantId, async () => {
    const ids = claimed.map(({ eventId }) => eventId);
    try {
      const events = await load(tenantId, claimed);
      await crashPoint("relay/send:before");
      await relayTo(send, events);
      await crashPoint("relay/send:after");
      await crashPoint("relay/mark:before");
      await markSent(tenantId, claimed);
      await crashPoint("relay/mark:after");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ tenantId, events: ids.length, err: error }, "relay: events could not be handed over, trying again");
      // 1 s, 2 s, 4 s … one minute: the engine is away for all alike, so nobody hammers it.
      await pool.query(
        `update outbox_event set last_error = $3, available_at = clock_timestamp() + least(60, 2 ^ least(sends - 1, 6)) * interval '1 second'
          where tenant_id = $1 and id = any($2::uuid[]) and state = 'PENDING'`,
        [tenantId, ids, reason],
      );
    }
  });

const load = async (tenantId: string, claimed: readonly Claimed[]): Promise<OutgoingEvent[]> => {
  const { rows } = await pool.query<CommittedEvent>({
    name: "relay-load",
    text: `select id, type, version, subject_type as "subjectType", subject_id as "subjectId", actor_id as "actorId",
                  correlation_id as "correlationId", origin, data, consumers, occurred_at as "occurredAt", traceparent
             from outbox_event where tenant_id = $1 and id = any($2::uuid[])`,
    values: [tenantId, claimed.map(({ eventId }) => eventId)],
  });
  const sends = new Map(claimed.map(({ eventId, sends: count }) => [eventId, count]));
  return rows.map((row) => outgoing(tenantId, row, sends.get(row.id) ?? 1));
};
