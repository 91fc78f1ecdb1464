import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { expect, vi } from "vitest";
import { readMailbox } from "#/server/gateways/mailbox-store.ts";
import { readTexts } from "#/server/gateways/text-store.ts";
import { formatInvariants, verifyInvariants } from "#/server/invariants/verify.ts";
import { filesUnder } from "../../scripts/lib/files.mjs";
import { patienceMs, rounds } from "../harness/rounds.ts";
import type { Acknowledged } from "./load.ts";

const count = async (admin: pg.Pool, text: string, values: unknown[] = []): Promise<number> =>
  (await admin.query<{ n: number }>(text, values)).rows[0]?.n ?? -1;

/** Ends the leases of a process that is gone, as time would: up to twenty seconds, two minutes towards books and CRM, once for each death. */
export const endAllLeases = async (admin: pg.Pool): Promise<void> => {
  await admin.query(
    "update event_delivery set lease_until = now() - interval '1 second' where state = 'RUNNING' and lease_until > now()",
  );
  await admin.query(
    "update runner_run set available_at = now(), lease_until = null where state = 'PENDING' and lease_until > now()",
  );
  await admin.query(
    "update outbox_event set available_at = now() where state = 'PENDING' and available_at > now() and due_at is null",
  );
  for (const records of ["sync_record", "crm_record"])
    await admin.query(`update ${records} set lease_until = now() - interval '1 second' where lease_until > now()`);
  await endSagaLeases(admin);
};

/** Ends the leases of sagas alone, half a minute each: whoever still holds one is kept out by its fence. */
export const endSagaLeases = async (admin: pg.Pool): Promise<void> => {
  await admin.query(
    "update orchestration_run set lease_until = now() - interval '1 second' where state in ('RUNNING', 'SUSPENDED') and lease_until > now()",
  );
};

/** Ends the waits of what was put down until later: a retry, a pause, an answer that is asked for again. */
const endWaits = async (admin: pg.Pool): Promise<void> => {
  await admin.query("update runner_step set wake_at = now() where memo is null and wake_at > now()");
  await admin.query(
    "update runner_run set available_at = now() where state = 'PENDING' and lease_until is null and available_at > now()",
  );
  await admin.query("update outbox_event set available_at = now() where state = 'PENDING' and last_error is not null");
  await admin.query(
    "update orchestration_run set lease_until = now() where state = 'SUSPENDED' and lease_until > now()",
  );
};

const open = `
  select (select count(*)::int from outbox_event where state = 'PENDING' and (due_at is null or due_at <= now())) as unsent,
         (select coalesce(json_agg(concat_ws(' ', consumer, state, attempts_started, available_at - now(), last_error)), '[]')
            from event_delivery where state in ('PENDING', 'RUNNING') and (standing <> 'planned' or due_at <= now())) as owed,
         (select count(*)::int from runner_run where state = 'PENDING') as running,
         (select count(*)::int from orchestration_run where state in ('RUNNING', 'SUSPENDED')) as sagas,
         (select count(*)::int from audit_entry a where not exists (
            select 1 from audit_seal s where s.tenant_id = a.tenant_id and s.entry_id = a.id)) as unsealed`;

/**
 * Waits until everything that was owed has ended, well or not; what is planned for later is not owed yet. A night leaves
 * thousands of effects behind: it may take as long as it gets on.
 */
export const settled = async (admin: pg.Pool): Promise<void> => {
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    try {
      return await vi.waitFor(
        async () => {
          await endWaits(admin);
          const { rows } = await admin.query(open);
          expect(rows).toEqual([{ unsent: 0, owed: [], running: 0, sagas: 0, unsealed: 0 }]);
        },
        // What is looked at each time grows with the night: looked at too often, it is the looking that takes the time.
        { timeout: patienceMs, interval: rounds(50, 1000) },
      );
    } catch (error) {
      const left = await count(
        admin,
        "select count(*)::int as n from event_delivery where state in ('PENDING', 'RUNNING') and (standing <> 'planned' or due_at <= now())",
      );
      if (left === 0 || left >= before) throw error;
      before = left;
    }
  }
};

/** What a person would have given up. */
const mostRounds = 20;

/** Waits until nothing is owed to anyone any more; what is planned for later is not owed yet. Deliveries given up are tried again by `retry`, as a person would. */
export const drained = async (
  admin: pg.Pool,
  retry: (tenantId: string, deliveryId: string, key: string) => Promise<void>,
): Promise<{ retried: number }> => {
  let retried = 0;
  for (let round = 0; ; round += 1) {
    await settled(admin);
    // Deliveries that were built dead belong to nobody's story.
    const { rows } = await admin.query<{ id: string; tenant: string }>(
      "select id, tenant_id as tenant from event_delivery where state = 'DEAD' and last_error <> 'Built dead.'",
    );
    if (rows.length === 0) return { retried };
    if (round === mostRounds) {
      const { rows: why } = await admin.query(
        "select consumer, last_error, count(*)::int from event_delivery where state = 'DEAD' and last_error <> 'Built dead.' group by 1, 2",
      );
      throw new Error(`Retried ${mostRounds} times, and still given up: ${JSON.stringify(why)}`);
    }
    for (const { id, tenant } of rows) await retry(tenant, id, `again-${id}-${retried}`);
    retried += rows.length;
  }
};

/** The twelve, with every audit entry in its chain. */
export const expectInvariants = async (adminUrl: string): Promise<void> => {
  const results = await verifyInvariants(adminUrl, { sealGraceMs: 0 });
  expect(formatInvariants(results.filter(({ state }) => state === "broken"))).toEqual([]);
};

/** Where the database shows what a command did, by the command's key. */
const effects: Readonly<Record<string, string>> = {
  "jobCard.create": "select count(*)::int as n from job_card where complaint = $1",
  "part.receive": "select count(*)::int as n from stock_movement where kind = 'RECEIVE' and reason = $1",
  "payment.take": "select count(*)::int as n from payment where state = 'CAPTURED' and reference = $1",
  "jobCard.complete":
    "select count(*)::int as n from idempotency_key k join invoice i on i.tenant_id = k.tenant_id and k.result #>> '{json,invoiceId}' = i.id::text where k.key = $1",
};

/** Each command that was answered has had its effect, once. */
export const expectAllThere = async (admin: pg.Pool, acknowledged: readonly Acknowledged[]): Promise<void> => {
  const wrong: string[] = [];
  for (const { path: command, key } of acknowledged) {
    const sql = effects[command];
    if (!sql) throw new Error(`Nobody has said where ${command} shows.`);
    const times = await count(admin, sql, [key]);
    if (times !== 1) wrong.push(`${command} ${key}: ${times} times`);
  }
  expect(wrong).toEqual([]);
};

/** Each message that counts as sent is at its counterpart under one key, and no other is; texts that are not kept here are left out. Returns how often one arrived again under the same. */
export const expectMessagesOnce = async (
  admin: pg.Pool,
  { mails, texts }: { readonly mails: string; readonly texts: string | null },
): Promise<{ messages: number; again: number }> => {
  const channels = texts === null ? ["EMAIL"] : ["EMAIL", "SMS"];
  const arrived = [...(await readMailbox(mails)), ...(texts === null ? [] : await readTexts(texts))];
  const { rows } = await admin.query<{ channel: string; source: string }>(
    "select channel, source_key as source from message where state = 'SENT' and channel::text = any($1) and source_key ~ '^(delivery|alert|shortage|welcome):'",
    [channels],
  );
  // Its worker died in the middle and nothing was to be said any more: it may be there or not, and its row says that.
  const { rows: maybe } = await admin.query<{ channel: string; source: string }>(
    "select channel, source_key as source from message where state = 'FAILED' and last_error ~ 'it may have arrived|^The server stopped'",
  );
  const keyOf = ({ channel, source }: { channel: string; source: string }) =>
    `${channel} ${source.replace(/^\w+:/, "").replace(":", ".")}`;
  const unknown = new Set(maybe.map(keyOf));
  const owed = rows.map(keyOf);
  const there = arrived.map(({ channel, messageId }) => `${channel} ${messageId.replace(/^<|@.*$/g, "")}`);
  // A morning mail is told apart by its day.
  const keys = there.filter((key) => !key.includes("morning") && !unknown.has(key)).toSorted();
  if (keys.join() !== owed.toSorted().join()) {
    // What became of those that differ.
    const { rows: about } = await admin.query(
      `select d.id, d.consumer, d.state, d.attempts_started, d.attempts_finished, d.last_error, d.closed_reason, e.type, e.data,
              (select jsonb_agg(to_jsonb(m) - 'html' - 'text') from message m where m.source_key like '%' || d.id || '%') as messages
         from event_delivery d join outbox_event e on e.tenant_id = d.tenant_id and e.id = d.event_id
        where d.id::text = any($1)`,
      [
        [...keys.filter((key) => !owed.includes(key)), ...owed.filter((key) => !keys.includes(key))].map(
          (key) => key.split(" ")[1]?.split(".")[0],
        ),
      ],
    );
    console.error(JSON.stringify(about, null, 1));
  }
  expect(keys).toEqual(owed.toSorted());
  return { messages: there.length, again: arrived.reduce((sum, { deliveries }) => sum + deliveries - 1, 0) };
};

/** Each invoice has its file, whole, and no file is nobody's. */
export const expectFilesWhole = async (admin: pg.Pool, directory: string): Promise<number> => {
  const { rows } = await admin.query<{ key: string; sha256: string }>(
    "select storage_key as key, sha256 from invoice_file union all select storage_key, sha256 from credit_note_file",
  );
  const broken = rows.filter(
    ({ key, sha256 }) =>
      createHash("sha256")
        .update(readFileSync(path.join(directory, key)))
        .digest("hex") !== sha256,
  );
  expect(broken).toEqual([]);
  const kept = existsSync(directory) ? filesUnder(directory).filter((file) => file.endsWith(".pdf")) : [];
  expect(kept.map((file) => path.relative(directory, file)).toSorted()).toEqual(rows.map(({ key }) => key).toSorted());
  const papers = "select (select count(*) from invoice)::int + (select count(*) from credit_note)::int as n";
  expect(rows).toHaveLength(await count(admin, papers));
  return rows.length;
};
