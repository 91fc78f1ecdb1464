import { notFound, ValidationException } from "#/domain/errors.ts";
import { may } from "#/domain/permissions.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as members from "#/server/repositories/members.ts";
import * as tasks from "#/server/repositories/tasks.ts";

type OfTask = { readonly taskId: string; readonly idempotencyKey: string };

/** Takes a task that nobody has. @throws TRANSITION_REFUSED when somebody was quicker; handing over is a command of its own */
export const takeTask = (ctx: Ctx, input: OfTask) =>
  work(ctx, "task.take", "task.taken", input, async (tx, memberId) => {
    const task = await openTask(tx, input.taskId);
    if (task.takenById === memberId) return;
    if (task.takenById !== null || !(await tasks.take(tx, task.id, memberId)))
      throw refused(`${task.takenBy ?? "Someone else"} has taken this. Ask them, or hand it over.`);
  });

/** Gives a task back to the queue, one's own or a colleague's. */
export const releaseTask = (ctx: Ctx, input: OfTask) =>
  work(ctx, "task.release", "task.released", input, async (tx) => {
    await openTask(tx, input.taskId);
    if (!(await tasks.release(tx, input.taskId))) throw refused("Nobody has this task, so it is in the queue already.");
  });

/** Puts a task into somebody's hands. */
export const assignTask = (ctx: Ctx, input: OfTask & { memberId: string }) =>
  work(ctx, "task.assign", "task.assigned", input, async (tx) => {
    await openTask(tx, input.taskId);
    const member = await members.active(tx, input.memberId);
    if (!may(member.role, "task.resolve")) throw refused(`${member.name} does not see tasks. Choose somebody else.`);
    if (!(await tasks.assign(tx, input.taskId, member.id))) throw closed();
  });

/** Closes a task with what was done. */
export const resolveTask = (ctx: Ctx, input: OfTask & { resolution: string }) =>
  work(ctx, "task.resolve", "task.resolved", input, async (tx, memberId) => {
    await openTask(tx, input.taskId);
    if (!(await tasks.resolve(tx, input.taskId, memberId, input.resolution))) throw closed();
  });

const work = (
  ctx: Ctx,
  name: string,
  action: string,
  { idempotencyKey, ...input }: OfTask & Record<string, string>,
  change: (tx: Tx, memberId: string) => Promise<void>,
) =>
  executeInTransaction(
    ctx,
    name,
    async (tx) => {
      const memberId = actorId(ctx.actor);
      if (memberId === null) throw new ValidationException("FORBIDDEN", "This is for a member of staff.");
      await change(tx, memberId);
      tx.audit({ action, subjectType: "task", subjectId: input.taskId, changes: changesOf(input) });
      return { taskId: input.taskId };
    },
    { idempotencyKey, input, subject: { type: "task", id: input.taskId } },
  );

/** The audit keeps who got it; what was done stands on the task itself, and may name a person. */
const changesOf = ({ memberId }: Record<string, string>) => (memberId === undefined ? {} : { takenById: memberId });

/** @throws NOT_FOUND; TRANSITION_REFUSED when it is resolved */
const openTask = async (tx: Tx, taskId: string): Promise<tasks.TaskRow> => {
  const task = await tasks.byId(tx, taskId);
  if (task === null) throw notFound("This task");
  if (task.state === "RESOLVED") throw closed();
  return task;
};

const refused = (sentence: string) => new ValidationException("TRANSITION_REFUSED", sentence);
const closed = () => refused("This task is resolved. Reload to see by whom.");
