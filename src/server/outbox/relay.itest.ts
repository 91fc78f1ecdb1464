import { randomUUID } from "node:crypto";
import pg from "pg";
import { pino } from "pino";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { inventoryAdjusted } from "#/domain/events.ts";
import { closeDatabase } from "#/server/db/client.ts";
import type { Ctx } from "#/server/db/context.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { executeInTransaction } from "#/server/db/transaction.ts";
import { mendDelivery } from "#/server/outbox/deliveries.ts";
import { emit } from "#/server/outbox/emit.ts";
import type { OutgoingEvent } from "#/server/outbox/outgoing.ts";
import { type Relay, startRelay } from "#/server/outbox/relay.ts";
import { buildTenant } from "../../../prisma/seed/builders.ts";

const log = pino({ level: "silent" });
const admin = new pg.Pool({ connectionString: process.env.DATABASE_ADMIN_URL, max: 4 });
const relays: Relay[] = [];
const start = (options: Partial<Parameters<typeof startRelay>[0]> = {}) => {
  const sent: OutgoingEvent[] = [];
  const relay = startRelay({ log, send: async (events) => void sent.push(...events), ...options });
  relays.push(relay);
  return { sent, relay };
};
afterEach(async () => {
  armCrashPoints(undefined);
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const until = <Seen>(look: () => Seen | Promise<Seen>) => vi.waitFor(look, { timeout: 30_000, interval: 20 });

const ctxOf = (tenantId: string): Ctx => ({
  tenantId,
  actor: { kind: "system", name: "test" },
  correlationId: randomUUID(),
  origin: "https://a.test",
  log,
});
const tell = (ctx: Ctx, branchId: string, hold: () => Promise<unknown> = async () => undefined) =>
  executeInTransaction(ctx, "test.tell", async (tx) => {
    const partId = randomUUID();
    emit(tx, inventoryAdjusted, { type: "part", id: partId }, { branchId, jobCardId: null, partIds: [partId] });
    await hold();
    return partId;
  });
const unsent = async () =>
  (await admin.query<{ n: number }>("select count(*)::int as n from outbox_event where state <> 'SENT'")).rows[0]?.n;

test("an event leaves within moments of its commit, with its envelope; the row says so", async () => {
  const { branchId, tenantId } = await buildTenant(admin, {});
  const { sent, relay } = start({ pollMs: 60_000 });
  await until(() => expect(relay.status().listening).toBe(true));
  const ctx = ctxOf(tenantId);
  const partId = await tell(ctx, branchId);
  await until(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({
    name: "inventory/adjusted",
    data: {
      tenantId,
      correlationId: ctx.correlationId,
      version: 1,
      origin: "https://a.test",
      subjectType: "part",
      subjectId: partId,
      data: { branchId, jobCardId: null, partIds: [partId] },
    },
  });
  expect(sent[0]?.data.id).toBe(sent[0]?.id);
  await until(async () => expect(await unsent()).toBe(0));
});

test("transactions that commit late, in any order, are not passed over", async () => {
  const { branchId, tenantId } = await buildTenant(admin, {});
  const { sent } = start({ pollMs: 20 });
  const gates = Array.from({ length: 8 }, () => Promise.withResolvers<void>());
  const late = gates.map(({ promise }) => tell(ctxOf(tenantId), branchId, () => promise));
  for (let i = 0; i < 40; i++) await tell(ctxOf(tenantId), branchId);
  await until(() => expect(sent.length).toBeGreaterThanOrEqual(40));
  for (const { resolve } of gates.toReversed()) resolve();
  await Promise.all(late);
  await until(() => expect(new Set(sent.map(({ id }) => id)).size).toBe(48));
  expect(sent).toHaveLength(48);
});

test("relays share the work: every event once", async () => {
  const { branchId, tenantId } = await buildTenant(admin, {});
  const both = [start({ pollMs: 10, batch: 7 }), start({ pollMs: 10, batch: 7 })];
  await Promise.all(Array.from({ length: 100 }, () => tell(ctxOf(tenantId), branchId)));
  await until(async () => expect(await unsent()).toBe(0));
  const ids = both.flatMap(({ sent }) => sent.map(({ id }) => id));
  expect(ids).toHaveLength(100);
  expect(new Set(ids).size).toBe(100);
});

test("an engine that is away is noted on the row and asked again; the second sending has an id of its own", async () => {
  const { branchId, tenantId } = await buildTenant(admin, {});
  let away = true;
  const got: string[] = [];
  start({
    pollMs: 20,
    send: async (events) => {
      if (away) throw new Error("the engine is away");
      got.push(...events.map(({ id }) => id));
    },
  });
  await tell(ctxOf(tenantId), branchId);
  const row = await until(async () => {
    const { rows } = await admin.query<{ id: string; reason: string }>(
      "select id, last_error as reason from outbox_event where tenant_id = $1",
      [tenantId],
    );
    expect(rows[0]?.reason).toBe("the engine is away");
    return rows[0];
  });
  away = false;
  await until(() => expect(got).toHaveLength(1));
  expect(got[0]).toMatch(new RegExp(`^${row?.id}:[2-9]$`));
});

test.each(["relay/claim:after", "relay/send:before", "relay/send:after", "relay/mark:after"])(
  "a relay that dies at %s loses nothing",
  async (point) => {
    const { branchId, tenantId } = await buildTenant(admin, {});
    let died = false;
    armCrashPoints(async (here) => {
      if (here !== point || died) return;
      died = true;
      // Dead: it says nothing any more, its lease runs out.
      await new Promise(() => undefined);
    });
    const got: string[] = [];
    const send = async (events: readonly OutgoingEvent[]) =>
      void got.push(...events.map(({ data }) => String(data.id)));
    startRelay({ log, send, pollMs: 20, leaseMs: 300, listen: false });
    await tell(ctxOf(tenantId), branchId);
    await until(() => expect(died).toBe(true));
    start({ send, pollMs: 20, leaseMs: 300, listen: false });
    await until(async () => expect(await unsent()).toBe(0));
    const { rows } = await admin.query<{ id: string }>("select id from outbox_event where tenant_id = $1", [tenantId]);
    expect(new Set(got)).toContain(rows[0]?.id);
  },
);

test("what is asked for again before it was noted as sent goes again: the late note is of the sending before", async () => {
  const { branchId, tenantId } = await buildTenant(admin, {});
  const noting = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const noted = Promise.withResolvers<void>();
  armCrashPoints(async (point) => {
    if (point === "relay/mark:after") noted.resolve();
    if (point !== "relay/mark:before") return;
    noting.resolve();
    await asked.promise;
  });
  // Nobody polls in between.
  const first = start({ pollMs: 60_000 });
  await until(() => expect(first.relay.status().listening).toBe(true));
  await tell(ctxOf(tenantId), branchId);
  await noting.promise;
  // Its worker has died in the meantime, as a sweep sees it.
  const { rows } = await admin.query<{ id: string }>(
    `update event_delivery set state = 'RUNNING', attempts_started = 1, lease_until = now() - interval '1 second'
      where tenant_id = $1 and consumer = 'check-stock-levels' returning id`,
    [tenantId],
  );
  expect(await mendDelivery(tenantId, rows[0]?.id ?? "")).toBe("resent");
  asked.resolve();
  await noted.promise;
  expect(await unsent()).toBe(1);
  const { sent } = start({ pollMs: 20, listen: false });
  await until(() => expect(sent.map(({ id }) => id)).toEqual([`${first.sent[0]?.id}:2`]));
  await until(async () => expect(await unsent()).toBe(0));
});
