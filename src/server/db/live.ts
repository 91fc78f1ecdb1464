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

// One at a time: what is told meanwhile goes together in the next one. Commits that notify wait for each other.
const flush = async (): Promise<void> => {
  while (waiting.changes.size > 0 || waiting.outbox) {
    const payloads = [...waiting.changes.values()].map((change) => JSON.stringify(change));
    const wake = waiting.outbox;
    waiting.changes.clear();
    waiting.outbox = false;
    await tell(payloads, wake);
  }
  waiting.scheduled = false;
};

const tell = async (payloads: readonly string[], wake: boolean): Promise<void> => {
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
