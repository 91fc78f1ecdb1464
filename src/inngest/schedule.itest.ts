import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { env } from "#/env.ts";
import { inngest } from "#/inngest/client.ts";
import { serveApp, testRunner } from "#/inngest/embedded/testing.ts";
import { schedule } from "#/inngest/schedule.ts";
import { adminPool, outsideTenants } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { log } from "#/server/log.ts";
import { registerTenant } from "#/server/orchestrators/register-tenant.ts";
import { buildTenant } from "../../prisma/seed/builders.ts";
import { signUpOf } from "../../tests/registering/registering.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
const started = Date.parse("2026-05-04T10:00:30Z");
/** Minutes since the start, as the runner's clock tells them. */
let minutes = 0;
let tenants: string[];
let served: string[] = [];
let share: (tenantId: string, attempt: number) => Promise<"DONE" | "IDLE"> = async () => "DONE";
let close: () => Promise<void>;

beforeAll(async () => {
  tenants = [];
  for (let n = 0; n < 3; n++) tenants.push((await buildTenant(admin, {})).tenantId);
  // One that has signed up by itself is served like the rest; they are served in the order of their ids.
  const stranger = { correlationId: "a-sign-up", origin: null, log };
  tenants.push((await registerTenant(stranger, signUpOf())).tenantId);
  tenants.sort();
  const made = schedule("morning-mail", async ({ ctx, attempt }) => {
    served.push(ctx.tenantId);
    return await share(ctx.tenantId, attempt);
  });
  const server = await serveApp(inngest, [made]);
  const runner = testRunner(outsideTenants, server.url, {
    endpoint: { url: server.url, signingKey: env.RUNNER_SIGNING_KEY, fetch: globalThis.fetch },
    now: () => new Date(started + minutes * 60_000),
  });
  await vi.waitFor(() => expect(runner.status().synced).toBe(true), { timeout: 20_000, interval: 20 });
  close = async () => {
    await runner.stop();
    await server.close();
  };
});
beforeEach(() => {
  served = [];
});
afterAll(async () => {
  await close();
  await closeDatabase();
  await admin.end();
});

/** Lets a quarter of an hour pass, and each pause end at once, until the run of that slot has ended. */
const slot = async (): Promise<void> => {
  minutes += 15;
  await vi.waitFor(
    async () => {
      await admin.query("update runner_step set wake_at = now() where memo is null and wake_at > now()");
      await admin.query(
        "update runner_run set available_at = now() where state = 'PENDING' and lease_until is null and available_at > now()",
      );
      const { rows } = await admin.query<{ done: number }>(
        "select count(*)::int as done from runner_run where function_id = 'pitlane-scheduled-morning-mail' and state = 'DONE'",
      );
      expect(rows[0]?.done).toBe(minutes / 15);
    },
    { timeout: 30_000, interval: 20 },
  );
};

const failedRuns = async (tenantId: string) => {
  const { rows } = await admin.query<{ name: string; error_message: string }>(
    "select name, error_message from orchestration_run where tenant_id = $1 and state = 'FAILED' order by id",
    [tenantId],
  );
  return rows;
};
const tasksOf = async (tenantId: string) => {
  const { rows } = await admin.query<{ title: string; state: string; detail: string }>(
    "select title, state, detail from manual_task where tenant_id = $1",
    [tenantId],
  );
  return rows;
};

test("each tenant is served once at each slot, with a crash point before and after", async () => {
  const points: string[] = [];
  armCrashPoints(async (point) => void points.push(point));
  share = async () => "DONE";
  await slot();
  armCrashPoints(undefined);
  expect(served.toSorted()).toEqual(tenants.toSorted());
  for (const point of ["morning-mail/tenant:before", "morning-mail/tenant:after"])
    expect(points.filter((each) => each === point)).toHaveLength(tenants.length);
});

// Effects have no steps: only here does the runner remember any.
test.each(["before", "after"])(
  "the runner fails once %s it remembers a step: every tenant is served",
  async (place) => {
    let hits = 0;
    armCrashPoints(async (point) => {
      if (point !== `runner/remember:${place}`) return;
      hits += 1;
      if (hits === 1) throw new Error(`broken at ${point}`);
    });
    share = async () => "DONE";
    await slot();
    armCrashPoints(undefined);
    expect(hits).toBeGreaterThan(1);
    expect(new Set(served)).toEqual(new Set(tenants));
  },
);

test("one that fails keeps none of the others, is tried three times, and leaves a run each time and one task", async () => {
  const [bad = ""] = tenants.toSorted();
  share = async (tenantId) => {
    if (tenantId === bad) throw new Error("the shelf fell down");
    return "DONE";
  };
  await slot();
  expect(served.toSorted()).toEqual([...tenants, bad, bad].toSorted());
  expect(await failedRuns(bad)).toEqual(
    Array(3).fill({
      name: "schedule.morning-mail",
      error_message: "Something on our side failed: the shelf fell down",
    }),
  );
  await slot();
  expect(await tasksOf(bad)).toEqual([
    {
      title: "Did not run: Morning mail",
      state: "OPEN",
      detail: "Something on our side failed: the shelf fell down",
    },
  ]);
  for (const other of tenants.filter((id) => id !== bad)) {
    expect(await failedRuns(other)).toEqual([]);
    expect(await tasksOf(other)).toEqual([]);
  }
  share = async () => "IDLE";
  await slot();
  expect(await tasksOf(bad)).toMatchObject([{ state: "OPEN" }]);
  share = async () => "DONE";
  await slot();
  expect(await tasksOf(bad)).toMatchObject([{ state: "RESOLVED" }]);
});

test("a second try that works leaves no task", async () => {
  const [, unlucky = ""] = tenants.toSorted();
  share = async (tenantId, attempt) => {
    if (tenantId === unlucky && attempt === 1) throw new Error("a passing cloud");
    return "DONE";
  };
  await slot();
  expect(await failedRuns(unlucky)).toHaveLength(1);
  expect(await tasksOf(unlucky)).toEqual([]);
});

test("a slot that comes while the one before is at a tenant leaves that tenant to it", async () => {
  const [slow = ""] = tenants.toSorted();
  const gate = Promise.withResolvers<void>();
  share = async (tenantId) => {
    if (tenantId === slow) await gate.promise;
    return "DONE";
  };
  minutes += 15;
  await vi.waitFor(() => expect(served).toEqual([slow]), { timeout: 20_000, interval: 20 });
  minutes += 15;
  await vi.waitFor(() => expect(served.toSorted()).toEqual(tenants.toSorted()), { timeout: 20_000, interval: 20 });
  gate.resolve();
  minutes -= 15;
  await slot();
  // The first slot went on to the others, which the second had served by then.
  expect(served.filter((id) => id === slow)).toHaveLength(1);
});
