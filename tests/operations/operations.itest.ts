import { afterAll, expect, test } from "vitest";
import type { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { listRunsInput } from "#/domain/operation-list.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { executeInTransaction, readDb } from "#/server/db/transaction.ts";
import { moveJobCard } from "#/server/orchestrators/change-job-card.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { createJobCard } from "#/server/orchestrators/create-job-card.ts";
import { retryEffect, skipEffect } from "#/server/orchestrators/mend-operation.ts";
import { claimDelivery, failDelivery } from "#/server/outbox/deliveries.ts";
import * as operations from "#/server/services/operations.ts";
import { buildJobCard, buildPart, buildTenant } from "../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const world = async () => {
  const tenant = await buildTenant(admin, {});
  const ctx = contextOf(tenant);
  const read = <Result>(work: () => Promise<Result>) => runInTenant(ctx.tenantId, work);
  return {
    tenant,
    ctx,
    list: (asked: Record<string, unknown> = {}) =>
      read(() => operations.list(readDb(ctx), listRunsInput.parse({ ...asked }))),
    byId: (runId: string) => read(() => operations.byId(readDb(ctx), runId)),
    figures: () => read(() => operations.figures(readDb(ctx))),
    completed: async () => {
      const part = await buildPart(admin, tenant, { onHand: "9" });
      const card = await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR" }, { kind: "PART", part }] });
      const key = { jobCardId: card.jobCardId, idempotencyKey: uuidv7() };
      return { card, ...(await completeJobCard(ctx, key)) };
    },
  };
};
const refusal = { name: expect.any(String), message: expect.any(String) };

/** Starts the delivery of a run's consumer and lets it fail, until it is dead. */
const kill = async (tenantId: string, runId: string, consumer: string, reasons: readonly string[]): Promise<string> => {
  const { rows } = await admin.query<{ id: string; event_id: string }>(
    `select d.id, d.event_id from event_delivery d join outbox_event e on e.tenant_id = d.tenant_id and e.id = d.event_id
      where e.run_id = $1 and d.consumer = $2`,
    [runId, consumer],
  );
  const [owed] = rows;
  if (owed === undefined) throw new Error(`${consumer} is owed nothing.`);
  for (const [index, reason] of reasons.entries()) {
    await admin.query("update event_delivery set available_at = now() where id = $1", [owed.id]);
    const held = await claimDelivery(tenantId, owed.event_id, consumer);
    if (held === null) throw new Error("It could not be claimed.");
    await failDelivery(held, consumer, reason, index === reasons.length - 1);
  }
  return owed.id;
};

test("a completion stands in the list with its card, branch, steps and what it owes", async () => {
  const { list, completed, tenant, ctx } = await world();
  const { card, runId } = await completed();
  const { runs, next } = await list();
  expect(next).toBeNull();
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({
    id: runId,
    title: "Complete job card",
    subject: { type: "jobCard", id: card.jobCardId, label: `${card.number}, ${card.plate}` },
    branchName: tenant.branch.name,
    actorName: ctx.actor.name,
    steps: { done: 6, all: 6 },
  });
  expect(runs[0]?.effects.all).toBeGreaterThanOrEqual(3);
  expect(runs[0]?.effects.waiting).toBe(runs[0]?.effects.all);
});

test("a refused opening and a run that found nothing are seen, though they are about no record", async () => {
  const { list, byId, ctx, tenant } = await world();
  await expect(
    createJobCard(ctx, {
      branchId: tenant.branchId,
      vehicle: {
        kind: "new",
        plate: "?",
        make: "Ford",
        model: "Focus",
        year: null,
        owner: { kind: "new", name: "Ada", email: null, phone: null },
      },
      complaint: "Rattles",
      odometerIn: null,
      promisedAt: null,
      customerWaiting: false,
      technicianId: null,
      idempotencyKey: uuidv7(),
    }),
  ).rejects.toMatchObject(refusal);
  await expect(
    moveJobCard(ctx, { jobCardId: uuidv7(), from: "CHECKED_IN", to: "IN_PROGRESS", idempotencyKey: uuidv7() }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });

  const { runs } = await list({ outcome: "refused" });
  expect(runs.map(({ name, subject, branchName }) => ({ name, subject, branchName }))).toEqual([
    { name: "job-card.move", subject: null, branchName: null },
    // The branch was known by then; the card never was.
    { name: "job-card.create", subject: null, branchName: tenant.branch.name },
  ]);
  expect(await byId(runs[1]?.id ?? "")).toMatchObject({
    state: "FAILED",
    errorMessage: "A plate has letters and digits, 16 at most.",
    correlationId: ctx.correlationId,
    effects: [],
  });
});

test("each filter keeps what it names and nothing else", async () => {
  const { list, completed, ctx, tenant } = await world();
  const { runId } = await completed();
  const open = await buildJobCard(admin, tenant, { status: "CHECKED_IN", authorised: false });
  await moveJobCard(ctx, {
    jobCardId: open.jobCardId,
    from: "CHECKED_IN",
    to: "IN_PROGRESS",
    idempotencyKey: uuidv7(),
  });
  const names = async (asked: Record<string, unknown>) => (await list(asked)).runs.map(({ name }) => name);
  const [completing, moving] = ["job-card.complete", "job-card.move"];
  expect(await names({})).toEqual([moving, completing]);
  expect(await names({ type: completing })).toEqual([completing]);
  expect(await names({ type: "email-invoice" })).toEqual([completing]);
  expect(await names({ type: "email-invoice", outcome: "dead" })).toEqual([]);
  expect(await names({ type: "email-invoice", outcome: "done" })).toEqual([completing]);
  expect(await names({ outcome: "done" })).toEqual([moving, completing]);
  expect(await names({ outcome: "waiting" })).toEqual([completing]);
  expect(await names({ outcome: "waiting", type: moving })).toEqual([]);
  expect(await names({ outcome: "unknown" })).toEqual([]);
  expect(await names({ branchId: tenant.branchId })).toEqual([moving, completing]);
  expect(await names({ branchId: uuidv7() })).toEqual([]);
  const before = new Date(Date.now() - 60_000);
  expect(await names({ from: before })).toEqual([moving, completing]);
  expect(await names({ to: before })).toEqual([]);
  await admin.query("update orchestration_run set started_at = started_at - interval '1 day' where id = $1", [runId]);
  expect(await names({ from: before })).toEqual([moving]);
});

test("pages hold each run once, also when many began in one moment", async () => {
  const { list, ctx } = await world();
  for (let index = 0; index < 120; index += 1)
    await executeInTransaction(ctx, "test.nothing", async () => index, { idempotencyKey: uuidv7(), input: { index } });
  await admin.query("update orchestration_run set started_at = date_trunc('second', started_at) where tenant_id = $1", [
    ctx.tenantId,
  ]);
  const seen: string[] = [];
  let cursor: unknown = null;
  do {
    const page = await list({ cursor });
    seen.push(...page.runs.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== null);
  expect(seen).toHaveLength(120);
  expect(new Set(seen).size).toBe(120);
});

test("a dead effect is counted and found, tells each try, and a retry sets it going again", async () => {
  const { list, byId, figures, completed, ctx } = await world();
  const { runId } = await completed();
  const owed = (await figures()).waiting;
  const reasons = ["Mailbox full", "Mailbox full", "No such mailbox"];
  const deliveryId = await kill(ctx.tenantId, runId, "email-invoice", reasons);

  expect(await figures()).toMatchObject({ waiting: owed - 1, dead: 1, oldestUnsentAt: expect.any(Date) });
  expect((await list({ outcome: "dead" })).runs.map(({ id }) => id)).toEqual([runId]);
  const effectOf = async () => (await byId(runId)).effects.find(({ id }) => id === deliveryId);
  expect(await effectOf()).toMatchObject({ state: "DEAD", attempts: 3, task: { state: "OPEN" } });
  expect((await effectOf())?.failures.map(({ reason }) => reason)).toEqual(reasons);

  await retryEffect(ctx, { deliveryId, idempotencyKey: uuidv7() });
  expect(await effectOf()).toMatchObject({ state: "PENDING", attempts: 0 });
  expect(await figures()).toMatchObject({ waiting: owed, dead: 0 });

  await skipEffect(ctx, { deliveryId, reason: "Told them by phone", idempotencyKey: uuidv7() });
  expect((await list({ outcome: "skipped" })).runs.map(({ id }) => id)).toEqual([runId]);
  expect(await effectOf()).toMatchObject({ state: "SKIPPED", reason: "Told them by phone" });
  // What was done about it is a run too, about the invoice and at its branch.
  const { runs } = await list({ type: "operation.retry" });
  expect(runs[0]).toMatchObject({ subject: { type: "invoice" }, branchName: expect.any(String) });
});

test("only the last twenty failed tries are kept", async () => {
  const { byId, completed, ctx } = await world();
  const { runId } = await completed();
  for (let round = 0; round < 8; round += 1) {
    const id = await kill(ctx.tenantId, runId, "store-pdf", ["one", "two", `three of ${round}`]);
    await retryEffect(ctx, { deliveryId: id, idempotencyKey: uuidv7() });
  }
  const effect = (await byId(runId)).effects.find(({ consumer }) => consumer === "store-pdf");
  expect(effect?.failures).toHaveLength(20);
  expect(effect?.failures.at(-1)?.reason).toBe("three of 7");
});

test("a run of another tenant is not found", async () => {
  const mine = await world();
  const theirs = await world();
  const { runId } = await theirs.completed();
  await expect(mine.byId(runId)).rejects.toMatchObject({ code: "NOT_FOUND" } satisfies Partial<ServiceException>);
  expect((await mine.list()).runs).toEqual([]);
});
