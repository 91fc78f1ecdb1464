import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { consumersOf } from "#/domain/events.ts";
import { quiet, testRunner } from "#/inngest/embedded/testing.ts";
import { inHandOf } from "#/inngest/in-hand.ts";
import { isOwed } from "#/inngest/owed.ts";
import { adminPool, outsideTenants, startWorld, systemCtx } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { startRelay } from "#/server/outbox/relay.ts";
import { sweepOnce } from "#/server/outbox/sweep.ts";
import { buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;
const running: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  armCrashPoints(undefined);
  setDeliveryPolicy(undefined);
  await Promise.all(running.splice(0).map((each) => each.stop()));
});
afterAll(async () => {
  await world.close();
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

/** What a card without parts owes. */
const owed = [...consumersOf["job-card/completed"], ...consumersOf["invoice/generated"]].length;

const until = (look: () => Promise<unknown>) => vi.waitFor(look, { timeout: 50_000, interval: 20 });
const completed = async () => {
  const tenant = await buildTenant(admin, {});
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR", quantity: "1" }] });
  await completeJobCard(systemCtx(tenant.tenantId), { jobCardId: card.jobCardId, idempotencyKey: randomUUID() });
  return tenant.tenantId;
};
const deliveries = async (tenantId: string) =>
  (
    await admin.query<{ state: string; started: number; leaseUntil: Date | null }>(
      `select state, attempts_started as started, lease_until as "leaseUntil" from event_delivery
        where tenant_id = $1 order by consumer`,
      [tenantId],
    )
  ).rows;
const endsDone = (tenantId: string) =>
  until(async () =>
    expect((await deliveries(tenantId)).map(({ state, started }) => [state, started])).toEqual(
      Array.from({ length: owed }, () => ["DONE", 1]),
    ),
  );

test("what waits in the runner is not sent again, however long; what the engine has dropped is", async () => {
  // A backlog: the app is asked what it serves, and no call gets through before the gate is open.
  const gate = Promise.withResolvers<void>();
  const runner = testRunner(outsideTenants, world.url, {
    leaseMs: 60_000,
    wants: isOwed,
    endpoint: {
      url: world.url,
      signingKey: process.env.RUNNER_SIGNING_KEY ?? "",
      fetch: async (input, init) => {
        if (init?.method === "POST") await gate.promise;
        return fetch(input, init);
      },
    },
  });
  const relay = startRelay({ send: (events) => runner.accept([...events]), log: quiet, pollMs: 20 });
  running.push(relay, runner);
  const tenantId = await completed();
  const runs = async () => (await admin.query("select 1 from runner_run")).rowCount;
  const sent = () =>
    until(async () => expect((await admin.query("select 1 from outbox_event where state <> 'SENT'")).rowCount).toBe(0));
  await sent();
  expect(await runs()).toBe(owed);

  const anHourPasses = () =>
    admin.query("update event_delivery set available_at = now() - interval '1 hour' where tenant_id = $1", [tenantId]);
  const sweep = () => sweepOnce({ log: quiet, inHand: inHandOf(runner) });
  await anHourPasses();
  expect(await sweep()).toMatchObject({ waiting: owed, resent: 0 });
  // Asked about again only after another term, so that a long queue does not keep others from being mended.
  expect(await sweep()).toMatchObject({ waiting: 0, resent: 0 });
  await sent();
  expect(await runs()).toBe(owed);

  await admin.query("delete from runner_run where function_id like '%-store-pdf'");
  await anHourPasses();
  expect(await sweep()).toMatchObject({ waiting: owed - 1, resent: 1 });
  await sent();
  // The event came again, for both who follow it.
  expect(await runs()).toBe(owed + 1);
  // Sent a second time, its runs are in hand under their second id.
  await anHourPasses();
  expect(await sweep()).toMatchObject({ waiting: owed, resent: 0 });

  gate.resolve();
  await endsDone(tenantId);
});

test("an effect that is slow keeps its delivery: the lease is renewed while it is under way", async () => {
  setDeliveryPolicy({ leaseMs: 3000 });
  const gate = Promise.withResolvers<void>();
  const drawn = Promise.withResolvers<void>();
  armCrashPoints(async (point) => {
    if (point !== "invoice-pdf/store:before") return;
    drawn.resolve();
    await gate.promise;
  });
  running.push(world.startProcess());
  const tenantId = await completed();
  await drawn.promise;
  const leases = async () => (await deliveries(tenantId)).flatMap(({ leaseUntil }) => leaseUntil?.getTime() ?? []);
  const first = Math.max(...(await leases()));
  await until(async () => expect(Math.min(...(await leases()))).toBeGreaterThan(first));
  gate.resolve();
  await endsDone(tenantId);
});
