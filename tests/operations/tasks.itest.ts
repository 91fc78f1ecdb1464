import { afterAll, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { listTasksInput, type TaskFilter } from "#/domain/task.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { executeInTransaction, readDb } from "#/server/db/transaction.ts";
import { assignTask, releaseTask, resolveTask, takeTask } from "#/server/orchestrators/work-task.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import * as tasks from "#/server/services/tasks.ts";
import { buildTenant } from "../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const world = async () => {
  const tenant = await buildTenant(admin, {});
  const [advisor, owner] = [contextOf(tenant), contextOf(tenant, "owner")];
  const raise = async (title: string, severity: "NORMAL" | "URGENT" = "NORMAL"): Promise<string> => {
    await executeInTransaction(advisor, "test.raise", (tx) =>
      raiseTask(tx, { severity, kind: "test", title, detail: "Why", subject: null, sourceKey: title }),
    );
    const { rows } = await admin.query<{ id: string }>(
      "select id from manual_task where tenant_id = $1 and title = $2",
      [tenant.tenantId, title],
    );
    return rows[0]?.id ?? "";
  };
  const listed = (show: TaskFilter, of = advisor) =>
    runInTenant(tenant.tenantId, async () => {
      const memberId = of.actor.kind === "member" ? of.actor.memberId : "";
      return (await tasks.list(readDb(of), memberId, listTasksInput.parse({ show }))).tasks;
    });
  const titles = async (show: TaskFilter, of = advisor) => (await listed(show, of)).map(({ title }) => title);
  const keyed = (taskId: string) => ({ taskId, idempotencyKey: uuidv7() });
  return { tenant, advisor, owner, raise, listed, titles, keyed };
};

test("the urgent come first, then the oldest; resolved ones leave the queue", async () => {
  const { raise, titles, keyed, advisor, listed } = await world();
  await raise("old");
  const second = await raise("newer");
  await raise("alarm", "URGENT");
  await raise("newer alarm", "URGENT");
  expect(await titles("open")).toEqual(["alarm", "newer alarm", "old", "newer"]);
  await resolveTask(advisor, { ...keyed(second), resolution: "Called them" });
  expect(await titles("open")).toEqual(["alarm", "newer alarm", "old"]);
  expect(await listed("resolved")).toMatchObject([
    { title: "newer", resolvedBy: advisor.actor.name, resolution: "Called them" },
  ]);
});

test("two people take one task at once: one has it, the other is told who", async () => {
  const { raise, keyed, advisor, owner, titles } = await world();
  const taskId = await raise("both want it");
  // Both have read that nobody has it before either writes: the row is held until both wait for it.
  const holder = await admin.connect();
  await holder.query("begin");
  await holder.query("select from manual_task where id = $1 for update", [taskId]);
  const racing = Promise.allSettled([takeTask(advisor, keyed(taskId)), takeTask(owner, keyed(taskId))]);
  const waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  await expect.poll(async () => (await admin.query(waiting)).rowCount, { timeout: 10_000 }).toBe(2);
  await holder.query("commit");
  holder.release();
  const answers = await racing;
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const refused = answers.find((answer) => answer.status === "rejected");
  expect(refused?.reason).toMatchObject({ code: "TRANSITION_REFUSED" });
  expect([...(await titles("mine", advisor)), ...(await titles("mine", owner))]).toEqual(["both want it"]);
  await expect(takeTask(owner, keyed(taskId)).then(() => takeTask(advisor, keyed(taskId)))).rejects.toMatchObject({
    message: expect.stringMatching(/has taken this/),
  });
});

test("a task is given back, and handed over to somebody who sees tasks", async () => {
  const { raise, keyed, advisor, owner, tenant, listed } = await world();
  const taskId = await raise("pass it on");
  await expect(releaseTask(advisor, keyed(taskId))).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  await takeTask(advisor, keyed(taskId));
  await releaseTask(advisor, keyed(taskId));
  expect(await listed("open")).toMatchObject([{ state: "OPEN", takenBy: null, takenAt: null }]);

  const { technician } = tenant.members;
  await expect(assignTask(advisor, { ...keyed(taskId), memberId: technician.memberId })).rejects.toMatchObject({
    message: `${technician.name} does not see tasks. Choose somebody else.`,
  });
  await assignTask(advisor, { ...keyed(taskId), memberId: tenant.members.owner.memberId });
  expect(await listed("mine", owner)).toMatchObject([{ state: "TAKEN", takenBy: tenant.members.owner.name }]);
});

test("what is resolved stays as it was resolved", async () => {
  const { raise, keyed, advisor, owner, listed } = await world();
  const taskId = await raise("once");
  await resolveTask(advisor, { ...keyed(taskId), resolution: "Done" });
  const late = [
    () => takeTask(owner, keyed(taskId)),
    () => releaseTask(owner, keyed(taskId)),
    () => resolveTask(owner, { ...keyed(taskId), resolution: "Me too" }),
  ];
  for (const act of late) await expect(act()).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  expect(await listed("resolved")).toMatchObject([{ resolution: "Done", resolvedBy: advisor.actor.name }]);
});
