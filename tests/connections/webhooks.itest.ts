import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import type { WebhookType } from "#/domain/webhook.ts";
import { adminPool, startWorld, systemCtx } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { createWebhookSender } from "#/server/gateways/webhooks.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import {
  changeEndpoint,
  createEndpoint,
  removeEndpoint,
  rotateSecret,
  turnOffEndpoint,
  turnOnEndpoint,
} from "#/server/orchestrators/keep-webhooks.ts";
import { replayWebhook } from "#/server/orchestrators/send-webhooks.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { forgetOld } from "#/server/outbox/retention.ts";
import { list } from "#/server/services/webhooks.ts";
import { type BuiltTenant, buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { contextOf } from "../harness/world.ts";
import { startReceiver } from "./receiver.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let running: { stop(): Promise<void> };

beforeAll(async () => {
  world = await startWorld();
  // A hanging endpoint is waited for this long.
  globalThis.pitlaneWebhookSender = createWebhookSender({ allowPrivate: true, timeoutMs: 300 });
  setDeliveryPolicy({ backoffMs: [20, 40] });
});
beforeEach(async () => {
  receiver = await startReceiver();
  running = world.startProcess();
});
afterEach(async () => {
  armCrashPoints(undefined);
  await running.stop();
  await receiver.close();
});
afterAll(async () => {
  globalThis.pitlaneWebhookSender = undefined;
  setDeliveryPolicy(undefined);
  await world.close();
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

const opened = async (events: WebhookType[] = ["invoice.generated"]) => {
  const tenant = await buildTenant(admin, {});
  const desk = contextOf(tenant, "admin");
  const { secret, ...endpoint } = await createEndpoint(desk, {
    name: "Parts ordering",
    url: receiver.url,
    events,
    idempotencyKey: randomUUID(),
  });
  receiver.trust(secret);
  return { tenant, desk, endpoint, secret, db: readDb({ tenantId: tenant.tenantId }) };
};
type Garage = Awaited<ReturnType<typeof opened>>;

const complete = async (tenant: BuiltTenant) => {
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR", quantity: "1" }] });
  const done = await completeJobCard(systemCtx(tenant.tenantId), {
    jobCardId: card.jobCardId,
    idempotencyKey: randomUUID(),
  });
  return { ...card, ...done };
};

const messages = ({ tenant, db }: Pick<Garage, "tenant" | "db">) =>
  runInTenant(tenant.tenantId, async () => (await list(db, { endpointId: null })).deliveries);
/** The one message there is, once its sending has ended so. */
const settled = (garage: Garage, state: string) =>
  vi.waitFor(
    async () => {
      const [message, ...more] = await messages(garage);
      expect(more).toEqual([]);
      expect(message).toMatchObject({ state });
      if (message === undefined) throw new Error("No message.");
      return message;
    },
    { timeout: 20_000, interval: 20 },
  );
const tasks = async ({ tenantId }: BuiltTenant) => {
  const { rows } = await admin.query<{ kind: string; state: string; detail: string }>(
    "select kind, state, detail from manual_task where tenant_id = $1 order by created_at",
    [tenantId],
  );
  return rows;
};
const asked = { idempotencyKey: "asked-once" } as const;
const bodyShape = z.object({ type: z.string(), timestamp: z.iso.datetime(), data: z.record(z.string(), z.unknown()) });

test("a tenant that listens to nothing owes nothing: no delivery, no call of a function", async () => {
  const tenant = await buildTenant(admin, {});
  const { invoiceId } = await complete(tenant);
  await vi.waitFor(
    async () => {
      const owed = await admin.query(
        "select 1 from event_delivery where tenant_id = $1 and state in ('PENDING', 'RUNNING')",
        [tenant.tenantId],
      );
      expect(owed.rowCount).toBe(0);
    },
    { timeout: 20_000, interval: 20 },
  );
  const { rows } = await admin.query(
    "select consumers from outbox_event where data ->> 'invoiceId' = $1 and type = 'invoice/generated'",
    [invoiceId],
  );
  expect(rows).toEqual([{ consumers: ["store-pdf", "email-invoice"] }]);
  const calls = await admin.query(
    "select 1 from runner_run where function_id like '%send-webhooks' and event -> 'data' ->> 'tenantId' = $1",
    [tenant.tenantId],
  );
  expect(calls.rowCount).toBe(0);
});

test("an endpoint is told once, signed, with ids and figures and nothing of the customer", async () => {
  const garage = await opened(["invoice.generated", "job-card.completed"]);
  const done = await complete(garage.tenant);
  await vi.waitFor(() => expect(receiver.taken.size).toBe(2), { timeout: 20_000, interval: 20 });
  expect(receiver.forged).toEqual([]);
  const bodies = [...receiver.taken.values()].map((body) => bodyShape.parse(JSON.parse(body)));
  const invoice = bodies.find(({ type }) => type === "invoice.generated");
  expect(invoice?.data).toMatchObject({
    invoiceId: done.invoiceId,
    number: done.invoiceNumber,
    currency: "GBP",
    jobCardId: done.jobCardId,
  });
  expect(bodies.find(({ type }) => type === "job-card.completed")?.data).toMatchObject({
    jobCardId: done.jobCardId,
    completionNumber: 1,
    status: "COMPLETED",
  });
  const { rows } = await admin.query<{ name: string; plate: string }>(
    "select c.name, v.plate from customer c join vehicle v on v.customer_id = c.id where c.tenant_id = $1 and c.id = $2",
    [garage.tenant.tenantId, done.customerId],
  );
  for (const said of Object.values(rows[0] ?? {})) expect([...receiver.taken.values()].join()).not.toContain(said);
  await vi.waitFor(async () => {
    for (const message of await messages(garage))
      expect(message).toMatchObject({ state: "DONE", tries: [{ status: 200, answer: "thank you", reason: null }] });
  });
});

test.each([
  ["500", "answered 500"],
  ["hang", "did not answer within"],
  ["reset", "cut the connection"],
  ["redirect", "Redirects are not followed"],
] as const)(
  "%s twice, then well: three tries under one id with one body, each with its reason",
  async (fault, sentence) => {
    const garage = await opened();
    receiver.fault([fault, fault]);
    await complete(garage.tenant);
    const message = await settled(garage, "DONE");
    expect(message.tries.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(sentence),
      expect.stringContaining(sentence),
      null,
    ]);
    expect(new Set(receiver.received.map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
    expect(message.deliveredAt).not.toBeNull();
    expect(await tasks(garage.tenant)).toEqual([]);
  },
);

test("after the third try there is one task; sending it again from the screen mends it and closes the task", async () => {
  const garage = await opened();
  receiver.fault([], "500");
  await complete(garage.tenant);
  const dead = await settled(garage, "DEAD");
  expect(dead.tries).toHaveLength(3);
  expect(await tasks(garage.tenant)).toMatchObject([
    { kind: "delivery-dead", state: "OPEN", detail: expect.stringContaining("answered 500") },
  ]);

  receiver.fault([]);
  await replayWebhook(garage.desk, { webhookDeliveryId: dead.id, ...asked });
  // The same key twice is one replay.
  await replayWebhook(garage.desk, { webhookDeliveryId: dead.id, ...asked });
  const mended = await settled(garage, "DONE");
  expect(mended.tries).toHaveLength(4);
  expect(receiver.taken.size).toBe(1);
  expect(await tasks(garage.tenant)).toMatchObject([{ state: "RESOLVED" }]);
  // One that arrived can be sent again: the receiver knows it by its id.
  await replayWebhook(garage.desk, { webhookDeliveryId: dead.id, idempotencyKey: "asked-again" });
  await vi.waitFor(() => expect(receiver.received).toHaveLength(5), { timeout: 20_000, interval: 20 });
  expect(receiver.taken.size).toBe(1);
  await settled(garage, "DONE");
});

test("taken, and the answer lost; or dead behind the answer: it comes again under the same id, and is kept once", async () => {
  const garage = await opened();
  receiver.fault(["taken-then-cut"]);
  let deaths = 0;
  armCrashPoints(async (point) => {
    if (point === "webhook/send:after" && receiver.received.length === 2 && deaths++ === 0) throw new Error("killed");
  });
  await complete(garage.tenant);
  await settled(garage, "DONE");
  expect(deaths).toBe(1);
  expect(receiver.received).toHaveLength(3);
  expect(receiver.taken.size).toBe(1);
});

test("an event that is told twice is one message to each endpoint", async () => {
  const garage = await opened();
  const { invoiceId } = await complete(garage.tenant);
  await settled(garage, "DONE");
  await admin.query(
    `with again as (update event_delivery set state = 'PENDING', attempts_started = 0, attempts_finished = 0, finished_at = null, available_at = now()
       where consumer = 'send-webhooks' and tenant_id = $1 returning event_id)
     update outbox_event e set state = 'PENDING', sent_at = null, available_at = now() from again a where e.id = a.event_id`,
    [garage.tenant.tenantId],
  );
  await vi.waitFor(
    async () => {
      const { rows } = await admin.query(
        `select d.state, d.result ->> 'text' as said from event_delivery d join outbox_event e on e.id = d.event_id
          where d.consumer = 'send-webhooks' and e.data ->> 'invoiceId' = $1`,
        [invoiceId],
      );
      expect(rows).toEqual([{ state: "DONE", said: "Its messages were written before." }]);
    },
    { timeout: 20_000, interval: 20 },
  );
  expect(await messages(garage)).toHaveLength(1);
  expect(receiver.received).toHaveLength(1);
});

test("one that nothing has reached for three days is turned off with one task; turned on again it is told of what comes", async () => {
  const garage = await opened();
  const { endpoint, tenant, desk } = garage;
  receiver.fault([], "500");
  await admin.query("update webhook_endpoint set failing_since = now() - interval '73 hours' where id = $1", [
    endpoint.id,
  ]);
  await complete(tenant);
  const given = await settled(garage, "SKIPPED");
  expect(given.tries).toHaveLength(1);
  expect(given.reason).toContain("No message has arrived for 3 days.");
  expect(await tasks(tenant)).toMatchObject([{ kind: "webhook-off", state: "OPEN" }]);
  const second = await complete(tenant);
  const { rows } = await admin.query(
    "select consumers from outbox_event where type = 'invoice/generated' and data ->> 'invoiceId' = $1",
    [second.invoiceId],
  );
  expect(rows).toEqual([{ consumers: ["store-pdf", "email-invoice"] }]);
  await expect(replayWebhook(desk, { webhookDeliveryId: given.id, ...asked })).rejects.toMatchObject({
    code: "TRANSITION_REFUSED",
  });

  receiver.fault([]);
  const off = await admin.query<{ version: number }>("select version from webhook_endpoint where id = $1", [
    endpoint.id,
  ]);
  const on = await turnOnEndpoint(desk, {
    endpointId: endpoint.id,
    version: off.rows[0]?.version ?? 0,
    idempotencyKey: "turned-on",
  });
  expect(on).toMatchObject({ disabledAt: null, failingSince: null });
  expect(await tasks(tenant)).toMatchObject([{ state: "RESOLVED" }]);
  await complete(tenant);
  await vi.waitFor(() => expect(receiver.taken.size).toBe(1), { timeout: 20_000, interval: 20 });
});

test("410 turns it off at once", async () => {
  const garage = await opened();
  receiver.fault([], "410");
  await complete(garage.tenant);
  expect((await settled(garage, "SKIPPED")).tries).toHaveLength(1);
  expect(await tasks(garage.tenant)).toMatchObject([
    { kind: "webhook-off", detail: expect.stringContaining("wants no more") },
  ]);
});

test("off or removed means nothing is sent, not even what was on its way; a version that is stale changes nothing", async () => {
  const garage = await opened();
  const { desk, endpoint, tenant } = garage;
  const held = Promise.withResolvers<void>();
  armCrashPoints(async (point) => {
    if (point === "deliver-webhook/claim:before") await held.promise;
  });
  await complete(tenant);
  await vi.waitFor(async () => expect(await messages(garage)).toHaveLength(1), { timeout: 20_000, interval: 20 });
  const off = await turnOffEndpoint(desk, { endpointId: endpoint.id, version: endpoint.version, ...asked });
  held.resolve();
  expect(await settled(garage, "SKIPPED")).toMatchObject({ tries: [], reason: "The endpoint is off." });
  const stale = { name: "Other", url: receiver.url, events: ["payment.failed" as const], endpointId: endpoint.id };
  await expect(
    changeEndpoint(desk, { ...stale, version: endpoint.version, idempotencyKey: "stale-one" }),
  ).rejects.toMatchObject({ code: "STALE_VERSION" });
  const changed = await changeEndpoint(desk, { ...stale, version: off.version, idempotencyKey: "fresh-one" });
  await removeEndpoint(desk, { endpointId: endpoint.id, version: changed.version, idempotencyKey: "removed-it" });
  expect((await admin.query("select 1 from event_subscription where tenant_id = $1", [tenant.tenantId])).rowCount).toBe(
    0,
  );
  await complete(tenant);
  expect(receiver.received).toEqual([]);
});

test("the secret is in the answer alone: sealed in its row, and in no receipt, audit entry or key's answer", async () => {
  const { tenant, secret } = await opened();
  const { rows } = await admin.query<{ text: string }>(
    `select row_to_json(t)::text as text from webhook_endpoint t where tenant_id = $1
     union all select row_to_json(t)::text from orchestration_run t where tenant_id = $1
     union all select row_to_json(t)::text from idempotency_key t where tenant_id = $1
     union all select row_to_json(t)::text from audit_entry t where tenant_id = $1`,
    [tenant.tenantId],
  );
  expect(rows.length).toBeGreaterThan(3);
  for (const { text } of rows) expect(text).not.toContain(secret.slice(6, 30));
});

test("a secret that is changed signs beside the new one for a day, then no more; both lie sealed", async () => {
  const garage = await opened();
  const { desk, tenant, endpoint, secret } = garage;
  const changed = await rotateSecret(desk, {
    endpointId: endpoint.id,
    version: endpoint.version,
    idempotencyKey: randomUUID(),
  });
  expect(changed.secret).not.toBe(secret);
  expect(changed.formerUntil?.getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  const stale = { endpointId: endpoint.id, version: endpoint.version, idempotencyKey: randomUUID() };
  await expect(rotateSecret(desk, stale)).rejects.toMatchObject({ code: "STALE_VERSION" });
  // Who listens has changed nothing yet.
  await complete(tenant);
  const message = await settled(garage, "DONE");
  const again = async () => {
    const before = receiver.received.length + receiver.forged.length;
    await replayWebhook(desk, { webhookDeliveryId: message.id, idempotencyKey: randomUUID() });
    await vi.waitFor(() => expect(receiver.received.length + receiver.forged.length).toBeGreaterThan(before), {
      timeout: 20_000,
      interval: 20,
    });
  };
  receiver.trust(changed.secret);
  await again();
  expect([receiver.received.length, receiver.forged.length]).toEqual([2, 0]);
  await admin.query("update webhook_endpoint set former_until = now() where id = $1", [endpoint.id]);
  receiver.trust(secret);
  await vi.waitFor(again, { timeout: 20_000, interval: 50 });
  expect(receiver.received).toHaveLength(2);
  expect(receiver.forged.length).toBeGreaterThan(0);
  const { rows } = await admin.query<{ text: string }>(
    "select row_to_json(t)::text as text from webhook_endpoint t where tenant_id = $1",
    [tenant.tenantId],
  );
  for (const each of [secret, changed.secret]) expect(rows[0]?.text).not.toContain(each.slice(6, 30));
});

test("a message is written once; what is old goes with its tries, but for what a person still has to settle", async () => {
  const garage = await opened();
  const { tenantId } = garage.tenant;
  receiver.fault(["ok"], "500");
  await complete(garage.tenant);
  await settled(garage, "DONE");
  await complete(garage.tenant);
  await vi.waitFor(async () => expect((await messages(garage)).map(({ state }) => state)).toEqual(["DEAD", "DONE"]), {
    timeout: 20_000,
    interval: 20,
  });
  await expect(
    admin.query("update webhook_delivery set body = '{}' where tenant_id = $1", [tenantId]),
  ).rejects.toMatchObject({ code: "PL001" });
  const forgotten = () => forgetOld(tenantId, { now: new Date(Date.now() + 91 * 86_400_000) });
  expect(await forgotten()).toMatchObject({ webhooks: 1 });
  expect((await messages(garage)).map(({ state }) => state)).toEqual(["DEAD"]);
  expect(await forgotten()).toMatchObject({ webhooks: 0 });
  expect((await admin.query("select 1 from webhook_try where tenant_id = $1", [tenantId])).rowCount).toBe(3);
});
