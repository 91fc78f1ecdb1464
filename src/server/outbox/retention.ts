/** Forgets what has served its time, in small bites: each is one statement, so a death between two loses nothing. */
import { firstUuidv7 } from "#/domain/ids.ts";
import { importKeptDays } from "#/domain/import.ts";
import { effectsKeptDays } from "#/domain/operation.ts";
import { webhookKeptDays } from "#/domain/webhook.ts";
import { pool } from "#/server/db/client.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";

const dayMs = 86_400_000;

/** How many days each is kept, and how many go at a time. */
export const retentionPolicy = {
  /** Deliveries that arrived. What died, was skipped, or is owed stays. */
  deliveriesDays: effectsKeptDays,
  /** A key is used again within minutes; a month covers a device that was away. */
  keysDays: 30,
  checksDays: 90,
  /** Rows of a file that was brought in: as long as it can be undone. How many there were of each kind stays. */
  importRowsDays: importKeptDays,
  webhooksDays: webhookKeptDays,
  bite: 1000,
} as const;

export type Forgotten = { deliveries: number; keys: number; checks: number; importRows: number; webhooks: number };

/**
 * Removes one tenant's finished deliveries, idempotency keys, checks and imported files' rows that are older than the policy. A second
 * run finds nothing more. Ends early when `signal` is aborted; the next run goes on from there.
 */
export const forgetOld = (
  tenantId: string,
  { now, signal, bite = retentionPolicy.bite }: { now: Date; signal?: AbortSignal; bite?: number },
): Promise<Forgotten> =>
  runInTenant(tenantId, async () => {
    const before = (days: number) => new Date(now.getTime() - days * dayMs);
    const bites = async (work: () => Promise<number>): Promise<number> => {
      let total = 0;
      for (let last = bite; last === bite && !signal?.aborted; total += last) {
        await crashPoint("retention/bite:before");
        last = await work();
        await crashPoint("retention/bite:after");
      }
      return total;
    };
    return {
      deliveries: await bites(() => pruneDeliveries(tenantId, before(retentionPolicy.deliveriesDays), bite)),
      keys: await bites(() => forgetKeys(tenantId, before(retentionPolicy.keysDays), bite)),
      checks: await bites(() => forgetChecks(tenantId, before(retentionPolicy.checksDays), bite)),
      importRows: await bites(() => forgetImportRows(tenantId, before(retentionPolicy.importRowsDays), bite)),
      webhooks: await bites(() => forgetWebhooks(tenantId, before(retentionPolicy.webhooksDays), bite)),
    };
  });

/**
 * Removes deliveries and notes them on their event in one statement. Walks the key by the time inside the event's
 * id, so it reads what is old and still there, and not what it has removed before.
 */
const pruneDeliveries = async (tenantId: string, before: Date, bite: number): Promise<number> => {
  const { rowCount } = await pool.query({
    name: "retention-deliveries",
    text: `
      with old as (
        select d.event_id, d.consumer from event_delivery d
         where d.tenant_id = $1 and d.event_id < $2::uuid and d.state = 'DONE' and d.finished_at < $3
         order by d.event_id, d.consumer limit $4 for update skip locked
      ), gone as (
        delete from event_delivery d using old
         where d.tenant_id = $1 and d.event_id = old.event_id and d.consumer = old.consumer
        returning d.event_id, d.consumer, d.id
      ), marked as (
        update outbox_event e
           set pruned_at = coalesce(e.pruned_at, clock_timestamp()), pruned = coalesce(e.pruned, '{}') || g.ids
          from (select event_id, jsonb_object_agg(consumer, id) as ids from gone group by event_id) g
         where e.tenant_id = $1 and e.id = g.event_id
      )
      select 1 from gone`,
    values: [tenantId, firstUuidv7(before), before, bite],
  });
  return rowCount ?? 0;
};

/** Messages to endpoints with their tries; what a person still has to settle stays. */
const forgetWebhooks = async (tenantId: string, before: Date, bite: number): Promise<number> => {
  const { rowCount } = await pool.query({
    name: "retention-webhooks",
    text: `
      with old as (
        select w.id from webhook_delivery w
         where w.tenant_id = $1 and w.created_at < $2 and not exists (
           select from outbox_event e join event_delivery d on d.tenant_id = e.tenant_id and d.event_id = e.id
            where e.tenant_id = w.tenant_id and e.subject_type = 'webhookDelivery' and e.subject_id = w.id and d.state in ('PENDING', 'RUNNING', 'DEAD'))
         order by w.created_at, w.id limit $3 for update skip locked
      ), tries as (
        delete from webhook_try t using old where t.tenant_id = $1 and t.delivery_id = old.id
      )
      delete from webhook_delivery w using old where w.tenant_id = $1 and w.id = old.id`,
    values: [tenantId, before, bite],
  });
  return rowCount ?? 0;
};

const forgetKeys = async (tenantId: string, before: Date, bite: number): Promise<number> => {
  const { rowCount } = await pool.query({
    name: "retention-keys",
    text: `delete from idempotency_key where tenant_id = $1 and key in (
             select key from idempotency_key where tenant_id = $1 and created_at < $2 limit $3)`,
    values: [tenantId, before, bite],
  });
  return rowCount ?? 0;
};

const forgetChecks = async (tenantId: string, before: Date, bite: number): Promise<number> => {
  const { rowCount } = await pool.query({
    name: "retention-checks",
    text: `delete from invariant_check where tenant_id = $1 and id in (
             select id from invariant_check where tenant_id = $1 and finished_at < $2 limit $3)`,
    values: [tenantId, before, bite],
  });
  return rowCount ?? 0;
};

/**
 * Sums up imports that have rested, then removes their rows. One that is worked on is left alone: its state is looked
 * at in the statement that sums it up, and whoever would begin anew sees the sum.
 */
const forgetImportRows = async (tenantId: string, before: Date, bite: number): Promise<number> => {
  await pool.query({
    name: "retention-import-summaries",
    text: `update data_import i
              set summary = (select coalesce(jsonb_object_agg(state::text, n), '{}') from (
                    select r.state, count(*) as n from import_row r where r.tenant_id = $1 and r.import_id = i.id group by r.state) each)
            where i.tenant_id = $1 and i.summary is null and i.state in ('READ', 'CHECKED', 'DONE', 'UNDONE')
              and greatest(i.created_at, i.finished_at, i.undone_at) < $2`,
    values: [tenantId, before],
  });
  const { rowCount } = await pool.query({
    name: "retention-import-rows",
    text: `delete from import_row where tenant_id = $1 and (import_id, row_number) in (
             select r.import_id, r.row_number from data_import i join import_row r on r.tenant_id = i.tenant_id and r.import_id = i.id
              where i.tenant_id = $1 and i.summary is not null limit $2)`,
    values: [tenantId, bite],
  });
  return rowCount ?? 0;
};
