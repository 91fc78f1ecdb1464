/** How an event looks on its way to the engine, and the note that it has left. */
import { pool } from "#/server/db/client.ts";
import type { CommittedEvent } from "#/server/db/committed.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { openSpan, traceparent } from "#/server/tracing.ts";

/** An event as the engine gets it. `data` holds the envelope, and under `data` what the event says. */
export type OutgoingEvent = {
  readonly id: string;
  readonly name: string;
  readonly data: Record<string, unknown>;
  readonly ts: number;
};

export type Send = (events: readonly OutgoingEvent[]) => Promise<void>;

/** Under which id an event goes to the engine, which drops one it has seen within a day: each sending has its own. */
const sendingId = (eventId: string, sending: number): string => (sending <= 1 ? eventId : `${eventId}:${sending}`);

/** Every id under which it may have gone so far. */
export const sendingIds = (eventId: string, sends: number): string[] =>
  Array.from({ length: Math.max(1, sends) }, (_, index) => sendingId(eventId, index + 1));

export const outgoing = (
  tenantId: string,
  { type, traceparent: told, ...row }: CommittedEvent,
  sending: number,
): OutgoingEvent => ({
  id: sendingId(row.id, sending),
  name: type,
  data: {
    ...row,
    tenantId,
    occurredAt: row.occurredAt.toISOString(),
    ...(told !== null && { traceparent: told }),
  },
  ts: row.occurredAt.getTime(),
});

/** Hands events over, each under a span of the relay where it is part of a trace; what follows it stands under that. */
export const relayTo = async (send: Send, events: readonly OutgoingEvent[]): Promise<void> => {
  const spans = events.map(({ name, data }) =>
    typeof data.traceparent === "string" ? openSpan(`relay ${name}`, data.traceparent) : null,
  );
  try {
    await send(
      events.map((event, index) => {
        const span = spans[index] ?? null;
        return span === null ? event : { ...event, data: { ...event.data, traceparent: traceparent(span) } };
      }),
    );
  } finally {
    for (const span of spans) span?.end();
  }
};

/** A sending: which event, and how often it had been handed over by then (0: from memory, uncounted). */
export type Sending = { readonly eventId: string; readonly sends: number };

/**
 * Notes that the engine has them. A sending that was not counted beforehand counts as the first. One that somebody has
 * asked for again since (which raises the count) stays unsent: this note is of the sending before. Nobody waits for the
 * disk: an event whose note was lost with the database goes again, under the id that the engine knows.
 */
export const markSent = (tenantId: string, sent: readonly Sending[]): Promise<void> =>
  runInTenant(tenantId, async () => {
    await pool.query({
      name: "relay-sent",
      text: `update outbox_event e set state = 'SENT', sent_at = clock_timestamp(), sends = greatest(e.sends, 1), last_error = null
               from unnest($2::uuid[], $3::int[]) as s(id, sends), (select set_config('synchronous_commit', 'off', true) as disk) kept
              where e.tenant_id = $1 and e.id = s.id and e.sends = s.sends and e.state = 'PENDING' and kept.disk = 'off'`,
      values: [tenantId, sent.map(({ eventId }) => eventId), sent.map(({ sends }) => sends)],
    });
  });
