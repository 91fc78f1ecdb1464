import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { adminPool, startWorld, systemCtx } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { approveJobCard } from "#/server/orchestrators/approve-job-card.ts";
import { moveJobCard } from "#/server/orchestrators/change-job-card.ts";
import { adjustStock, receiveStock } from "#/server/orchestrators/change-stock.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { type BuiltPart, type BuiltTenant, buildJobCard, buildPart, buildTenant } from "../../prisma/seed/builders.ts";
import { contextOf } from "../../tests/harness/world.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;
let worker: ReturnType<typeof world.startProcess>;

beforeAll(async () => {
  world = await startWorld();
  worker = world.startProcess();
});
afterEach(() => {
  armCrashPoints(undefined);
  setDeliveryPolicy(undefined);
});
afterAll(async () => {
  await worker.stop();
  await world.close();
  await closeDatabase();
  await admin.end();
});

/** A part of which ten are on hand and four should be. */
const garage = async () => {
  const tenant = await buildTenant(admin, {});
  const part = await buildPart(admin, tenant, {
    onHand: "10",
    reorderPoint: "4",
    name: "Oil filter",
    number: "OX 1232D",
  });
  return { tenant, part };
};

const adjust = (tenant: BuiltTenant, part: BuiltPart, change: string) =>
  adjustStock(systemCtx(tenant.tenantId), {
    partId: part.partId,
    branchId: tenant.branchId,
    change,
    reason: "Counted",
    idempotencyKey: randomUUID(),
  });
const receive = (tenant: BuiltTenant, part: BuiltPart, quantity: string) =>
  receiveStock(systemCtx(tenant.tenantId), {
    partId: part.partId,
    branchId: tenant.branchId,
    quantity,
    reason: "",
    idempotencyKey: randomUUID(),
  });

/** Until nothing is owed any more. */
const arrived = (tenant: BuiltTenant) =>
  vi.waitFor(
    async () => {
      const { rowCount } = await admin.query(
        "select 1 from event_delivery where tenant_id = $1 and state in ('PENDING', 'RUNNING')",
        [tenant.tenantId],
      );
      expect(rowCount).toBe(0);
    },
    { timeout: 50_000, interval: 30 },
  );

const tasks = async ({ tenantId }: BuiltTenant) =>
  (
    await admin.query<{ title: string; detail: string; state: string; severity: string }>(
      "select title, detail, state, severity from manual_task where tenant_id = $1 and kind = 'stock-low' order by id",
      [tenantId],
    )
  ).rows;
const mails = async ({ slug }: BuiltTenant) =>
  (await world.mails())
    .filter(({ to, subject }) => to.some((each) => each.includes(slug)) && subject.startsWith("To order"))
    .map(({ to, subject, text, deliveries }) => ({ to: to[0] ?? "", subject, text, deliveries }));
const buyers = ({ slug }: BuiltTenant) => [`admin@${slug}.test`, `owner@${slug}.test`];

test("a shortage has one task and one mail to each who buys, however much moves; it ends by itself, and the next is a new one", async () => {
  const { tenant, part } = await garage();
  await adjust(tenant, part, "-6");
  await arrived(tenant);
  expect(await tasks(tenant)).toEqual([]);
  expect(await mails(tenant)).toEqual([]);

  await adjust(tenant, part, "-1");
  await arrived(tenant);
  const first = {
    title: "Low: Oil filter (OX 1232D), Harbour Street",
    detail: "3 on hand. Reorder point: 4.",
    state: "OPEN",
    severity: "NORMAL",
  };
  expect(await tasks(tenant)).toEqual([first]);
  const told = await mails(tenant);
  expect(told.map(({ to }) => to).sort()).toEqual(buyers(tenant).map((address) => expect.stringContaining(address)));
  expect(told[0]?.text).toContain("Free: 3, On hand: 3, Held: None, Reorder at: 4");

  await adjust(tenant, part, "-2");
  await receive(tenant, part, "1");
  await arrived(tenant);
  expect(await tasks(tenant)).toEqual([first]);
  expect(await mails(tenant)).toHaveLength(2);

  await receive(tenant, part, "8");
  await arrived(tenant);
  expect(await tasks(tenant)).toEqual([{ ...first, state: "RESOLVED" }]);

  await adjust(tenant, part, "-10");
  await arrived(tenant);
  expect(await tasks(tenant)).toMatchObject([
    { state: "RESOLVED" },
    {
      state: "OPEN",
      title: "None free: Oil filter (OX 1232D), Harbour Street",
      detail: "Nothing on hand. Reorder point: 4.",
    },
  ]);
  expect((await mails(tenant)).map(({ deliveries }) => deliveries)).toEqual([1, 1, 1, 1]);
});

test("what is held for a customer counts as gone, and counts again when it is let go", async () => {
  const { tenant, part } = await garage();
  const card = await buildJobCard(admin, tenant, {
    status: "AWAITING_APPROVAL",
    authorised: false,
    lines: [{ kind: "PART", part, quantity: "7" }],
  });
  const ctx = contextOf(tenant);
  const { rows } = await admin.query<{ version: number }>("select version from job_card where id = $1", [
    card.jobCardId,
  ]);
  await approveJobCard(ctx, {
    jobCardId: card.jobCardId,
    version: rows[0]?.version ?? 0,
    lineIds: card.lineIds,
    givenBy: "Simon",
    method: "PHONE",
    totalMinor: card.totalMinor,
    note: "",
    idempotencyKey: randomUUID(),
  });
  await arrived(tenant);
  expect(await tasks(tenant)).toMatchObject([
    { state: "OPEN", detail: "10 on hand, 7 of it held for job cards: 3 free. Reorder point: 4." },
  ]);
  expect(await mails(tenant)).toHaveLength(2);

  await moveJobCard(ctx, {
    jobCardId: card.jobCardId,
    from: "AWAITING_APPROVAL",
    to: "CANCELLED",
    idempotencyKey: randomUUID(),
  });
  await arrived(tenant);
  expect(await tasks(tenant)).toMatchObject([{ state: "RESOLVED" }]);
});

test("twenty movements at once make one shortage, one task, one mail each", async () => {
  const { tenant, part } = await garage();
  await adjust(tenant, part, "-6");
  await Promise.all(
    [...Array(20)].map((_, index) => (index % 2 === 0 ? adjust(tenant, part, "-0.1") : adjust(tenant, part, "-0.05"))),
  );
  await arrived(tenant);
  expect(await tasks(tenant)).toHaveLength(1);
  expect((await mails(tenant)).map(({ deliveries }) => deliveries)).toEqual([1, 1]);
  const { rowCount } = await admin.query("select 1 from stock_shortage where tenant_id = $1", [tenant.tenantId]);
  expect(rowCount).toBe(1);
});

test("a mail that fails is tried again by the event that owes it, and no other event sends it besides", async () => {
  setDeliveryPolicy({ backoffMs: [0, 0] });
  const { tenant, part } = await garage();
  let cuts = 2;
  armCrashPoints(async (point) => {
    if (point === "shortage/mail:before" && cuts-- > 0) throw new Error("the wire is cut");
  });
  await adjust(tenant, part, "-7");
  await adjust(tenant, part, "-1");
  await arrived(tenant);
  expect((await mails(tenant)).map(({ deliveries }) => deliveries)).toEqual([1, 1]);
});

test("stock that comes before its mail could leave does not unsay it: the mail may have left, and tells how it stands", async () => {
  setDeliveryPolicy({ backoffMs: [0, 0] });
  const { tenant, part } = await garage();
  let restocked = false;
  armCrashPoints(async (point) => {
    if (point !== "shortage/mail:before" || restocked) return;
    restocked = true;
    await receive(tenant, part, "10");
    throw new Error("the wire is cut");
  });
  await adjust(tenant, part, "-7");
  await arrived(tenant);
  const told = await mails(tenant);
  expect(told.map(({ deliveries }) => deliveries)).toEqual([1, 1]);
  expect(told.filter(({ text }) => text.includes("Back at its reorder point by now."))).toHaveLength(1);
  const { rows } = await admin.query("select state from message where tenant_id = $1 and state <> 'SENT'", [
    tenant.tenantId,
  ]);
  expect(rows).toEqual([]);
});
