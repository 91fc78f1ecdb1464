import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import { type BuiltTenant, buildJobCards, buildPart, buildTenant } from "../../prisma/seed/builders.ts";
import { contextOf } from "../harness/world.ts";

/** A tenant in which one person alone hears of an urgent task, and by mail alone: one alert is one mail. */
export const quietTenant = async (admin: pg.Pool): Promise<BuiltTenant> => {
  const tenant = await buildTenant(admin, {});
  await admin.query("update member set disabled_at = now() where tenant_id = $1 and role = 'ADMIN'", [tenant.tenantId]);
  await admin.query("update member set phone = null where tenant_id = $1 and role = 'OWNER'", [tenant.tenantId]);
  return tenant;
};

/** Raises urgent tasks, some in each commit; every one is an event that owes a mail with a subject of its own. */
export const raiseAlerts = async (tenant: BuiltTenant, count: number, inOneCommit: number): Promise<void> => {
  for (let raised = 0; raised < count; raised += inOneCommit) {
    await executeInTransaction(contextOf(tenant), "test.raise", async (tx) => {
      for (let n = raised; n < Math.min(count, raised + inOneCommit); n += 1) {
        const key = randomUUID();
        await raiseTask(tx, {
          severity: "URGENT",
          kind: "test",
          title: `Alert ${key}`,
          detail: "Something needs a person.",
          subject: null,
          sourceKey: `test:${key}`,
        });
      }
    });
  }
};

/** Completes cards of a customer with an address: three events each, with a PDF, two mails and a text. */
export const completeCards = async (admin: pg.Pool, tenant: BuiltTenant, count: number): Promise<void> => {
  const part = await buildPart(admin, tenant, { onHand: String(count) });
  const cards = await buildJobCards(admin, tenant, count, { lines: [{ kind: "PART", part, quantity: "1" }] });
  await admin.query("update customer set email = id || '@customer.test' where tenant_id = $1", [tenant.tenantId]);
  for (const { jobCardId } of cards)
    await completeJobCard(contextOf(tenant), { jobCardId, idempotencyKey: randomUUID() });
};

/** That many events of all kinds, written by four tenants at once; `cards` of them by completing cards, three events each. */
export const writeEvents = async (admin: pg.Pool, count: number, cards: number, inOneCommit: number): Promise<void> => {
  const tenants = await Promise.all(Array.from({ length: 4 }, () => quietTenant(admin)));
  const alerts = (count - 3 * cards) / tenants.length;
  const [first] = tenants;
  await Promise.all([
    ...tenants.map((tenant) => raiseAlerts(tenant, alerts, inOneCommit)),
    first && completeCards(admin, first, cards),
  ]);
};

export type Standing = { events: number; open: number; dead: number; arrived: number };

/** How the deliveries of all events stand. */
export const standing = async (admin: pg.Pool): Promise<Standing> => {
  const { rows } = await admin.query<Standing>(
    `select (select count(*)::int from outbox_event) as events,
            (count(*) filter (where state in ('PENDING', 'RUNNING')))::int as open,
            (count(*) filter (where state = 'DEAD'))::int as dead,
            (count(*) filter (where state in ('DONE', 'SKIPPED')))::int as arrived
       from event_delivery`,
  );
  return rows[0] ?? { events: 0, open: 0, dead: 0, arrived: 0 };
};

/** What the database says was sent or stored. */
export const effectsOwed = async (admin: pg.Pool) => {
  const { rows } = await admin.query<{ mails: number; texts: number; unsent: number; files: number; invoices: number }>(
    `select (select count(*)::int from message where channel = 'EMAIL' and state = 'SENT') as mails,
            (select count(*)::int from message where channel = 'SMS' and state = 'SENT') as texts,
            (select count(*)::int from message where state <> 'SENT') as unsent,
            (select count(*)::int from invoice_file) as files, (select count(*)::int from invoice) as invoices`,
  );
  return rows[0];
};

/** The PDFs that lie in the storage folder, half-written ones included. */
export const filesIn = async (dataFolder: string): Promise<string[]> =>
  (await readdir(join(dataFolder, "files"), { recursive: true })).filter((name) => /\.(pdf|part)$/.test(name));
