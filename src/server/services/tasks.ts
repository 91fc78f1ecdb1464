import { notFound } from "#/domain/errors.ts";
import type { TaskDetailView, TaskFilter, TaskRowView } from "#/domain/task.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as members from "#/server/repositories/members.ts";
import * as operations from "#/server/repositories/operations.ts";
import * as subjects from "#/server/repositories/subjects.ts";
import * as tasks from "#/server/repositories/tasks.ts";

const tasksPerPage = 50;

/** How many tasks wait for a person, and the urgent ones that nobody has taken yet. */
export const summary = (db: Db) => tasks.summary(db);

/** A page of the queue: open ones, one's own, or those that are resolved. */
export const list = async (
  db: Db,
  memberId: string,
  { show, cursor }: { readonly show: TaskFilter; readonly cursor: tasks.TaskCursor | null },
) => {
  const rows = await tasks.list(db, { show, memberId, after: cursor, limit: tasksPerPage + 1 });
  const page = rows.slice(0, tasksPerPage);
  const labelOf = await subjects.labels(db, page);
  const last = page.at(-1);
  return {
    tasks: page.map((row) => taskView(row, labelOf)),
    next:
      rows.length > tasksPerPage && last !== undefined
        ? { urgent: last.severity === "URGENT", at: last.resolvedAt ?? last.createdAt, id: last.id }
        : null,
  };
};

/** One task, with the effect or the run that raised it. @throws NOT_FOUND */
export const byId = async (db: Db, taskId: string): Promise<TaskDetailView> => {
  const row = await tasks.byId(db, taskId);
  if (row === null) throw notFound("This task");
  const [, source, sourceId = ""] = /^(delivery|run):([0-9a-f-]{36})/.exec(row.sourceKey) ?? [];
  const [labelOf, effect] = await Promise.all([
    subjects.labels(db, [row]),
    source === "delivery" ? operations.deliveryById(db, sourceId) : null,
  ]);
  return {
    ...taskView(row, labelOf),
    delivery: effect?.delivery ?? null,
    runId: effect?.runId ?? (source === "run" ? sourceId : null),
  };
};

/** Who can be given a task. */
export const people = async (db: Db) =>
  (await members.allowed(db, "task.resolve")).map(({ id, name }) => ({ memberId: id, name }));

const taskView = (
  { subjectType, subjectId, sourceKey: _, ...row }: tasks.TaskRow,
  labelOf: Awaited<ReturnType<typeof subjects.labels>>,
): TaskRowView => ({ ...row, subject: labelOf({ subjectType, subjectId }) });
