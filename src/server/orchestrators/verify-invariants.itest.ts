import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { nightlyInvariants } from "#/inngest/functions/scheduled.nightly-invariants.ts";
import { closeDatabase } from "#/server/db/client.ts";
import type { Ctx } from "#/server/db/context.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { enterRun } from "#/server/orchestrators/kernel.ts";
import { verifyInvariants } from "#/server/orchestrators/verify-invariants.ts";
import { sweepOnce } from "#/server/outbox/sweep.ts";
import { invariantsStand, nightlyDue } from "#/server/services/invariant-checks.ts";
import { type BuiltTenant, buildJobCard, buildPart, buildTenant } from "../../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../../../tests/harness/world.ts";

const admin = adminPool();
let tenant: BuiltTenant;
let ctx: Ctx;

beforeEach(async () => {
  tenant = await buildTenant(admin, {});
  ctx = contextOf(tenant, "owner");
});
afterEach(() => armCrashPoints(undefined));
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const verify = (idempotencyKey: string = uuidv7()) => verifyInvariants(ctx, { idempotencyKey });
const stand = () => runInTenant(tenant.tenantId, () => invariantsStand(readDb(ctx)));
/** Lets the minute pass that one check keeps the next away. */
const passMinute = () =>
  admin.query("update invariant_check set started_at = started_at - interval '2 minutes' where tenant_id = $1", [
    tenant.tenantId,
  ]);
const completedCard = async () => {
  const part = await buildPart(admin, tenant, { onHand: "10" });
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "PART", part, quantity: "1" }] });
  return { part, ...(await completeJobCard(ctx, { jobCardId: card.jobCardId, idempotencyKey: uuidv7() })) };
};
const tasks = async () =>
  (
    await admin.query<{ title: string; severity: string; state: string; detail: string }>(
      "select title, severity, state, detail from manual_task where tenant_id = $1 order by id",
      [tenant.tenantId],
    )
  ).rows;
const alerts = async () =>
  (await admin.query("select 1 from outbox_event where tenant_id = $1 and type = 'alert/raised'", [tenant.tenantId]))
    .rowCount;

test("a check keeps what it found, who asked, and how long it took", async () => {
  await completedCard();
  const { checkId, broken } = await verify();
  expect(broken).toEqual([]);
  const view = await stand();
  expect(view.latest).toMatchObject({ id: checkId, trigger: "ON_DEMAND", askedBy: tenant.members.owner.name });
  expect(view.latest?.answers.map(({ id, state }) => `${id} ${state}`)).toEqual(
    Array.from({ length: 12 }, (_, n) => `I${n + 1} held`),
  );
  expect(view).toMatchObject({ running: null, failed: null, history: [{ id: checkId, broken: [], untold: 0 }] });
  expect(await tasks()).toEqual([]);
});

test("a broken one shows its rows with the record they belong to, and has one urgent task until it holds again", async () => {
  const { jobCardId } = await completedCard();
  const rename = (from: string, to: string) =>
    admin.query("update event_delivery set consumer = $3 where tenant_id = $1 and consumer = $2", [
      tenant.tenantId,
      from,
      to,
    ]);
  await rename("notify-customer-email", "nobody");
  expect((await verify()).broken).toEqual(["I7"]);
  const seven = (await stand()).latest?.answers.find(({ id }) => id === "I7");
  expect(seven?.rows.map(({ what, target }) => [what, target])).toEqual(
    expect.arrayContaining([
      ["an event is owed to a consumer 1 times and has 0 deliveries", { type: "jobCard", id: jobCardId }],
    ]),
  );
  const [task] = await tasks();
  expect(task).toMatchObject({ severity: "URGENT", state: "OPEN", title: "I7 is broken: Deliveries accounted for" });
  expect(task?.detail).toContain("owed to a consumer");

  await passMinute();
  await verify();
  expect([(await tasks()).length, await alerts()], "it is raised once for as long as it is broken").toEqual([1, 1]);

  await rename("nobody", "notify-customer-email");
  await passMinute();
  await verify();
  expect(await tasks()).toMatchObject([{ state: "RESOLVED" }]);

  await rename("notify-customer-email", "nobody");
  await passMinute();
  await verify();
  expect(await tasks(), "broken again is alarming again").toMatchObject([{ state: "OPEN" }]);
  expect(await alerts()).toBe(2);
  await rename("nobody", "notify-customer-email");
});

test("a person's second check within a minute is refused, and the same key gives the first answer", async () => {
  const key = uuidv7();
  const first = await verify(key);
  expect(await verify(key)).toEqual(first);
  await expect(verify()).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
  await passMinute();
  expect((await verify()).checkId).not.toBe(first.checkId);
});

test("while one is under way another is refused, and whoever looks sees how far it has come", async () => {
  const [reached, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  armCrashPoints(async (point) => {
    if (point !== "operation.verify/invariants asked:after") return;
    reached.resolve();
    await release.promise;
  });
  const first = verify();
  await reached.promise;
  expect((await stand()).running).toMatchObject({ asked: 12, askedBy: tenant.members.owner.name });
  await passMinute();
  await expect(verify()).rejects.toMatchObject({ code: "IN_PROGRESS" });
  release.resolve();
  expect((await first).broken).toEqual([]);
  expect((await stand()).running).toBeNull();
});

describe("a process that dies", () => {
  const runId = async () =>
    (
      await admin.query<{ id: string }>(
        "select id from orchestration_run where tenant_id = $1 and name = 'operation.verify' order by id desc limit 1",
        [tenant.tenantId],
      )
    ).rows[0]?.id ?? "";

  test.for(["check begun:after", "invariants asked:before", "invariants asked:after", "answer kept:before"])(
    "at %s has its check carried on by the sweep",
    async (at) => {
      const reached = Promise.withResolvers<void>();
      armCrashPoints(async (point) => {
        if (point !== `operation.verify/${at}`) return;
        reached.resolve();
        await new Promise(() => undefined);
      });
      void verify();
      await reached.promise;
      armCrashPoints(undefined);
      await admin.query("update orchestration_run set lease_until = now() - interval '1 second' where id = $1", [
        await runId(),
      ]);
      await sweepOnce({ log: ctx.log, enterRun });
      const view = await stand();
      expect(view.latest?.answers).toHaveLength(12);
      expect([view.running, view.history.length]).toEqual([null, 1]);
    },
  );

  test("whose check never comes to an answer leaves room for the next", async () => {
    armCrashPoints(async (point) => {
      if (point === "operation.verify/answer kept:before") throw new Error("never");
    });
    await expect(verify()).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
    for (let pass = 0; pass < 12; pass += 1) {
      await admin.query("update orchestration_run set lease_until = now() - interval '1 second' where id = $1", [
        await runId(),
      ]);
      await sweepOnce({ log: ctx.log, enterRun });
    }
    expect(await stand()).toMatchObject({ latest: null, running: null, failed: { reason: expect.any(String) } });
    armCrashPoints(undefined);
    await passMinute();
    expect((await verify()).broken).toEqual([]);
    expect((await stand()).failed).toBeNull();
  });
});

describe("by night", () => {
  const nightly = (now: Date) =>
    runInTenant(tenant.tenantId, () =>
      nightlyInvariants({ ctx, at: now, attempt: 1, signal: AbortSignal.timeout(60_000) }, now),
    );
  const due = (now: string) => runInTenant(tenant.tenantId, () => nightlyDue(readDb(ctx), new Date(now)));
  const lastAt = (at: string) =>
    admin.query("update invariant_check set started_at = $2 where tenant_id = $1", [tenant.tenantId, at]);

  test("it is due after two o'clock of the workshop, a day after the last, and at any hour once it was missed", async () => {
    await admin.query("update branch set zone = 'America/New_York' where tenant_id = $1", [tenant.tenantId]);
    expect(await due("2026-05-04T12:00:00Z"), "there was none yet").toBe(true);
    expect(await nightly(new Date())).toBe("DONE");
    expect((await stand()).latest).toMatchObject({ trigger: "NIGHTLY" });
    await lastAt("2026-05-04T06:07:00Z");
    expect(await due("2026-05-05T04:07:00Z"), "22 hours later").toBe(false);
    expect(await due("2026-05-05T05:50:00Z"), "ten to two in New York").toBe(false);
    expect(await due("2026-05-05T06:07:00Z"), "seven past two").toBe(true);
    await lastAt("2026-05-04T02:00:00Z");
    expect(await due("2026-05-05T03:07:00Z"), "25 hours later, in the evening").toBe(true);
  });

  test("it is not due again once it is done, and a check on demand does not stand for it", async () => {
    await verify();
    expect(await nightly(new Date()), "a minute's pause is for people").toBe("DONE");
    expect(await nightly(new Date())).toBe("IDLE");
  });
});
