import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { enterRun } from "#/server/orchestrators/kernel.ts";
import { type BuiltTenant, buildTenant } from "../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../harness/world.ts";
import { charge } from "./charge.ts";
import { startGateway } from "./gateway.ts";

const admin = adminPool();
const gateway = await startGateway();
afterEach(() => armCrashPoints(undefined));
afterAll(async () => {
  await closeDatabase();
  await admin.end();
  gateway.close();
});

type Run = { id: string; state: string };
const runOf = async (tenant: BuiltTenant, key: string): Promise<Run | undefined> =>
  (
    await admin.query<Run>("select id, state from orchestration_run where tenant_id = $1 and saga_key = $2", [
      tenant.tenantId,
      key,
    ])
  ).rows[0];

/** What the sweep does once leases have ended: enters the run again, until it has come to an end. */
const sweepToTheEnd = async (tenant: BuiltTenant, key: string): Promise<Run> => {
  for (let pass = 0; pass < 8; pass += 1) {
    const run = await runOf(tenant, key);
    if (run === undefined) throw new Error("There is no run.");
    if (run.state !== "RUNNING" && run.state !== "SUSPENDED") return run;
    await admin.query("update orchestration_run set lease_until = now() - interval '1 second' where id = $1", [run.id]);
    // A pass may end in the failure that is being compensated, or in another wait.
    await enterRun(tenant.tenantId, run.id).catch((error: unknown) => {
      if (!(error instanceof ServiceException)) throw error;
    });
  }
  throw new Error("The run never came to an end.");
};

const customers = async (tenant: BuiltTenant): Promise<string[]> =>
  (
    await admin.query<{ name: string }>("select name from customer where tenant_id = $1 order by created_at, id", [
      tenant.tenantId,
    ])
  ).rows.map(({ name }) => name);

/** Finished with one charge, or undone with none left standing; nobody was asked. */
const expectWhole = async (tenant: BuiltTenant, key: string, run: Run): Promise<void> => {
  const names = await customers(tenant);
  expect(names.filter((name) => name === "opened").length).toBeLessThanOrEqual(1);
  if (run.state === "COMPLETED") {
    expect([gateway.charged(key), gateway.refunded(key)]).toEqual([true, false]);
    expect(names).toEqual(["opened", "settled"]);
  } else {
    expect(["COMPENSATED", "FAILED"]).toContain(run.state);
    expect(gateway.charged(key)).toBe(gateway.refunded(key));
    expect(names).not.toContain("settled");
  }
  const tasks = await admin.query("select 1 from manual_task where tenant_id = $1", [tenant.tenantId]);
  expect(tasks.rowCount).toBe(0);
};

/** Every point a charge passes, when settling works and when it is refused. */
const pointsOf = async (refuse: boolean): Promise<string[]> => {
  const tenant = await buildTenant(admin, {});
  const points: string[] = [];
  armCrashPoints(async (point) => void points.push(point));
  await charge(contextOf(tenant), uuidv7(), { gateway: gateway.url, refuse }).catch((error: unknown) => {
    if (!refuse) throw error;
  });
  armCrashPoints(undefined);
  return points;
};
const forwards = await pointsOf(false);
const backwards = await pointsOf(true);

it("has a crash point before and after each step, each commit and each undo", () => {
  for (const step of ["open", "charge", "settle"]) {
    expect(forwards).toContain(`test.charge/${step}:before`);
    expect(forwards).toContain(`test.charge/${step}:after`);
  }
  expect(forwards).toContain("test.charge/open/commit:before");
  for (const step of ["open", "charge"]) {
    expect(backwards).toContain(`test.charge/${step}/undo:before`);
    expect(backwards).toContain(`test.charge/${step}/undo:after`);
  }
});

describe.each([
  { refuse: false, points: [...new Set(forwards)] },
  { refuse: true, points: [...new Set(backwards)] },
])("a charge whose settling is refused: $refuse", ({ refuse, points }) => {
  it.each(points)("comes to an end after an error thrown at %s", async (fatal) => {
    const tenant = await buildTenant(admin, {});
    const key = uuidv7();
    let thrown = false;
    armCrashPoints(async (point) => {
      if (point !== fatal || thrown) return;
      thrown = true;
      throw new Error(`Broken at ${point}.`);
    });
    await charge(contextOf(tenant), key, { gateway: gateway.url, refuse }).catch((error: unknown) => {
      if (!(error instanceof ServiceException)) throw error;
    });
    expect(thrown).toBe(true);
    await expectWhole(tenant, key, await sweepToTheEnd(tenant, key));
  });

  it.each(points)("comes to an end after SIGKILL at %s", { timeout: 60_000 }, async (fatal) => {
    const tenant = await buildTenant(admin, {});
    const key = uuidv7();
    const child = path.join(import.meta.dirname, "child.ts");
    const died = promisify(execFile)(
      process.execPath,
      [child, tenant.tenantId, key, gateway.url, refuse ? "refuse" : "settle", fatal],
      { env: process.env },
    );
    await expect(died).rejects.toMatchObject({ signal: "SIGKILL" });
    const run = await sweepToTheEnd(tenant, key);
    await expectWhole(tenant, key, run);
    expect(run.state).toBe(refuse ? "COMPENSATED" : "COMPLETED");
  });
});

it("waits for an answer that was lost, and charges once", async () => {
  const tenant = await buildTenant(admin, {});
  const key = uuidv7();
  gateway.loseAnswers(2);
  await expect(charge(contextOf(tenant), key, { gateway: gateway.url, refuse: false })).rejects.toMatchObject({
    code: "OUTCOME_UNKNOWN",
  });
  expect((await runOf(tenant, key))?.state).toBe("SUSPENDED");
  const run = await sweepToTheEnd(tenant, key);
  expect(run.state).toBe("COMPLETED");
  await expectWhole(tenant, key, run);
});

it("gives the same key the same answer, and refuses it for another input", async () => {
  const tenant = await buildTenant(admin, {});
  const key = uuidv7();
  const first = await charge(contextOf(tenant), key, { gateway: gateway.url, refuse: false });
  expect(await charge(contextOf(tenant), key, { gateway: gateway.url, refuse: false })).toBe(first);
  await expect(charge(contextOf(tenant), key, { gateway: gateway.url, refuse: true })).rejects.toMatchObject({
    code: "KEY_REUSED",
  });
});

it("keeps a worker out whose run was taken over", async () => {
  const tenant = await buildTenant(admin, {});
  const key = uuidv7();
  armCrashPoints(async (point) => {
    if (point === "test.charge/charge:after")
      await admin.query("update orchestration_run set fence = fence + 1 where saga_key = $1", [key]);
  });
  await expect(charge(contextOf(tenant), key, { gateway: gateway.url, refuse: false })).rejects.toMatchObject({
    code: "FENCED",
  });
  armCrashPoints(undefined);
  await expectWhole(tenant, key, await sweepToTheEnd(tenant, key));
});
