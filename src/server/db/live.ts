import { pool } from "#/server/db/client.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";
import { log } from "#/server/log.ts";

/** What open browsers are told: this record has changed, read it again. Never its content. */
export type Change = { readonly tenantId: string; readonly subjectType: string; readonly subjectId: string };

export const changesChannel = "pitlane_changes";
export const outboxChannel = "pitlane_outbox";

const waiting = { changes: new Map<string, Change>(), outbox: false, scheduled: false };

/**
 * Tells other processes and browsers after a commit. Best effort and coalesced: NOTIFY inside the
 * business transaction would serialise all commits, and the relay polls anyway.
 */
export const notifyChanges = (changes: readonly Change[], { outbox = false } = {}): void => {
  for (const change of changes)
    waiting.changes.set(`${change.tenantId}/${change.subjectType}/${change.subjectId}`, change);
  waiting.outbox ||= outbox;
  if (waiting.scheduled) return;
  waiting.scheduled = true;
  setImmediate(() => void flush());
};

const flush = async (): Promise<void> => {
  const payloads = [...waiting.changes.values()].map((change) => JSON.stringify(change));
  const wake = waiting.outbox;
  waiting.changes.clear();
  waiting.outbox = false;
  waiting.scheduled = false;
  try {
    await runOutsideTenants(() =>
      pool.query({
        name: "notify",
        text: `select pg_notify($1, payload) from unnest($2::text[]) payload
               union all select pg_notify($3, '') where $4`,
        values: [changesChannel, payloads, outboxChannel, wake],
      }),
    );
  } catch (error) {
    // The relay polls and browsers read again on return: a lost hint costs a second, not an effect.
    log.warn({ err: error }, "A change could not be announced.");
  }
};
