import { afterAll, beforeAll, expect, test } from "vitest";
import { quiet } from "#/inngest/embedded/testing.ts";
import { morningMail } from "#/inngest/functions/scheduled.morning-mail.ts";
import { adminPool, startWorld, systemCtx } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import { morningOf } from "#/server/services/morning-mail.ts";
import { type BuiltTenant, buildBranch, buildTenant } from "../../prisma/seed/builders.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  armCrashPoints(undefined);
  await world.close();
  await closeDatabase();
  await admin.end();
});

/** One slot of the schedule at a tenant, at that time. */
const slot = (tenant: BuiltTenant, now: string) => {
  const work = { ctx: { ...systemCtx(tenant.tenantId), log: quiet }, at: new Date(now), attempt: 1 };
  return runInTenant(tenant.tenantId, () =>
    morningMail({ ...work, signal: new AbortController().signal }, new Date(now)),
  );
};

/** A task that has waited since then. */
const waits = async (tenant: BuiltTenant, title: string, since: string, takenBy: string | null = null) => {
  await executeInTransaction(systemCtx(tenant.tenantId), "test.raise", (tx) =>
    raiseTask(tx, {
      severity: "NORMAL",
      kind: "delivery-dead",
      title,
      detail: "The address is refused.",
      subject: null,
      sourceKey: `test:${title}`,
    }),
  );
  await admin.query(
    `update manual_task set created_at = $2, taken_by_id = $4::uuid, state = case when $4 is null then 'OPEN' else 'TAKEN' end::task_state
      where tenant_id = $1 and title = $3`,
    [tenant.tenantId, since, title, takenBy],
  );
};

const mails = async ({ slug }: BuiltTenant) =>
  (await world.mails())
    .filter(({ to }) => to.some((each) => each.includes(`@${slug}.test`)))
    .map(({ to, subject, text, deliveries }) => ({
      to: /(\w+)@/.exec(to[0] ?? "")?.[1] ?? "",
      subject,
      text,
      deliveries,
    }))
    .sort((a, b) => (a.to < b.to ? -1 : 1));

const office = ["accountant", "admin", "advisor", "owner"];

test("at seven of the branch's morning those who may settle tasks get one mail of what waited, and that day no second", async () => {
  const tenant = await buildTenant(admin, { branch: { zone: "Europe/London" } });
  await waits(tenant, "E-mail with invoice", "2026-05-13T16:20:00Z");
  expect(await slot(tenant, "2026-05-14T05:45:00Z")).toBe("IDLE");
  expect(await mails(tenant)).toEqual([]);

  expect(await slot(tenant, "2026-05-14T06:00:00Z")).toBe("DONE");
  const sent = await mails(tenant);
  expect(sent.map(({ to }) => to)).toEqual(office);
  expect(sent[0]?.subject).toBe("Thursday 14 May: 1 task to settle");
  expect(sent[0]?.text).toContain("The address is refused. Since Wed 13 May, 17:20.");

  for (const again of ["2026-05-14T06:15:00Z", "2026-05-14T10:45:00Z"]) expect(await slot(tenant, again)).toBe("IDLE");
  expect((await mails(tenant)).map(({ deliveries }) => deliveries)).toEqual([1, 1, 1, 1]);
  expect(await slot(tenant, "2026-05-15T06:00:00Z")).toBe("DONE");
  expect(await mails(tenant)).toHaveLength(8);
});

test("what came after seven waits for the next morning; a missed hour is made up for, but not past noon", async () => {
  const tenant = await buildTenant(admin, { branch: { zone: "America/New_York" } });
  await waits(tenant, "Late", "2026-05-14T11:30:00Z");
  expect(await slot(tenant, "2026-05-14T12:00:00Z")).toBe("IDLE");
  expect(await slot(tenant, "2026-05-15T16:00:00Z")).toBe("IDLE");
  expect(await mails(tenant)).toEqual([]);
  expect(await slot(tenant, "2026-05-15T14:45:00Z")).toBe("DONE");
  expect(await mails(tenant)).toHaveLength(4);
});

test("the morning is the first open branch's, whatever the clocks have done in the night", async () => {
  const london = (now: string) => morningOf(new Date(now), "Europe/London")?.isoDate ?? null;
  // Sunday 29 March 2026 springs forward at one, Sunday 25 October falls back at two.
  expect(["2026-03-29T05:45:00Z", "2026-03-29T06:00:00Z"].map(london)).toEqual([null, "2026-03-29"]);
  expect(["2026-10-25T06:45:00Z", "2026-10-25T07:00:00Z"].map(london)).toEqual([null, "2026-10-25"]);
  expect(["2026-10-25T11:59:00Z", "2026-10-25T12:00:00Z"].map(london)).toEqual(["2026-10-25", null]);
  // Kathmandu keeps quarters of an hour.
  expect(morningOf(new Date("2026-05-14T01:15:00Z"), "Asia/Kathmandu")?.from.toISOString()).toBe(
    "2026-05-14T01:15:00.000Z",
  );

  const tenant = await buildTenant(admin, { branch: { zone: "Europe/London" } });
  await buildBranch(
    admin,
    tenant.tenantId,
    { ...tenant.branch, name: "Quay", invoicePrefix: "QY", zone: "Asia/Kathmandu" },
    new Date(),
  );
  await waits(tenant, "Old", "2026-05-10T16:20:00Z");
  expect(await slot(tenant, "2026-05-14T01:30:00Z")).toBe("IDLE");
  await admin.query("update branch set closed_at = now() where tenant_id = $1 and zone = 'Europe/London'", [
    tenant.tenantId,
  ]);
  expect(await slot(tenant, "2026-05-14T01:30:00Z")).toBe("DONE");
});

test("one's own tasks are listed, a colleague's only counted; who has nothing to settle gets no mail", async () => {
  const tenant = await buildTenant(admin, {});
  const { owner } = tenant.members;
  await waits(tenant, "Mine", "2026-05-10T16:20:00Z", owner.memberId);
  await slot(tenant, "2026-05-14T06:00:00Z");
  expect((await mails(tenant)).map(({ to, text }) => [to, text.includes("Mine")])).toEqual([["owner", true]]);
  await waits(tenant, "Anybody's", "2026-05-10T16:20:00Z");
  await slot(tenant, "2026-05-15T06:00:00Z");
  const next = (await mails(tenant)).filter(({ subject }) => subject.startsWith("Friday"));
  expect(next.map(({ to }) => to)).toEqual(office);
  expect(next[0]?.text).toContain("1 more is with colleagues.");
  expect(next[0]?.text).not.toContain("Mine");
});

test("nothing is sent without an open task, without a subscription, or to one who has left", async () => {
  const tenant = await buildTenant(admin, {});
  expect(await slot(tenant, "2026-05-14T06:00:00Z")).toBe("IDLE");
  await waits(tenant, "Old", "2026-05-10T16:20:00Z");
  await admin.query("update tenant set subscription = 'EXPIRED' where id = $1", [tenant.tenantId]);
  expect(await slot(tenant, "2026-05-14T06:00:00Z")).toBe("IDLE");
  const onTrialUntil = (end: string) =>
    admin.query("update tenant set subscription = 'TRIAL', trial_ends_at = $2 where id = $1", [tenant.tenantId, end]);
  await onTrialUntil("2026-05-14T06:00:00Z");
  expect(await slot(tenant, "2026-05-14T06:00:00Z")).toBe("IDLE");
  await onTrialUntil("2026-05-14T06:00:01Z");
  await admin.query("update member set disabled_at = now() where tenant_id = $1 and role <> 'ADVISOR'", [
    tenant.tenantId,
  ]);
  expect(await slot(tenant, "2026-05-14T06:00:00Z")).toBe("DONE");
  expect((await mails(tenant)).map(({ to }) => to)).toEqual(["advisor"]);
});

test("a fault between two mails sends the rest in the next slot, and nobody a second; a refused address becomes a task", async () => {
  const tenant = await buildTenant(admin, {});
  await waits(tenant, "Old", "2026-05-10T16:20:00Z");
  await admin.query("update member set email = 'not an address' where tenant_id = $1 and role = 'ADMIN'", [
    tenant.tenantId,
  ]);
  let calls = 0;
  armCrashPoints(async (point) => {
    if (point === "morning/mail:before" && ++calls === 3) throw new Error("the wire is cut");
  });
  await expect(slot(tenant, "2026-05-14T06:00:00Z")).rejects.toThrow("the wire is cut");
  armCrashPoints(undefined);
  expect(await slot(tenant, "2026-05-14T06:15:00Z")).toBe("DONE");
  expect(await slot(tenant, "2026-05-14T06:30:00Z")).toBe("IDLE");
  expect((await mails(tenant)).map(({ to, deliveries }) => [to, deliveries])).toEqual(
    ["accountant", "advisor", "owner"].map((to) => [to, 1]),
  );
  const { rows } = await admin.query<{ title: string }>(
    "select title from manual_task where tenant_id = $1 and kind = 'mail-refused'",
    [tenant.tenantId],
  );
  expect(rows).toEqual([{ title: `No mail reaches ${tenant.members.admin.name}` }]);
});
