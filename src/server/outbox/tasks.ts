import { alertRaised } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { pool } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import type { Subject, Tx } from "#/server/db/transaction.ts";
import { emit } from "#/server/outbox/emit.ts";

export type NewTask = {
  readonly severity: "NORMAL" | "URGENT";
  /** A word for programs: `undo-failed`. */
  readonly kind: string;
  readonly title: string;
  /** Why, as a plain sentence. */
  readonly detail: string;
  readonly subject: Subject | null;
  /** What raised it: one task for each, however often it is raised. */
  readonly sourceKey: string;
  /** Opens a task that was resolved meanwhile; otherwise what a person has settled stays settled. */
  readonly again?: boolean;
};

/**
 * Raises a task for a person. An URGENT one is an alert: its e-mail follows as an event of the same
 * commit, and is retried like every other effect. False when the task was there already.
 */
export const raiseTask = async (tx: Tx, task: NewTask): Promise<boolean> => (await raiseTasks(tx, [task])) === 1;

/** The same for several, in one statement; says how many are new. */
export const raiseTasks = async (tx: Tx, tasks: readonly NewTask[]): Promise<number> => {
  if (tasks.length === 0) return 0;
  const rows = tasks.map((task) => ({ ...task, id: uuidv7(), again: task.again ?? false }));
  const raised = await tx.client.$queryRaw<{ id: string; sourceKey: string }[]>`
    with wanted as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as w(id uuid, severity text, kind text, title text, detail text, subject jsonb, "sourceKey" text, again boolean)
    )
    insert into manual_task as t (tenant_id, id, severity, kind, title, detail, subject_type, subject_id, source_key)
    select ${tx.tenantId}::uuid, w.id, w.severity::task_severity, w.kind, w.title, w.detail, w.subject->>'type', (w.subject->>'id')::uuid,
           w."sourceKey"
      from wanted w
    on conflict (tenant_id, source_key) do update
       set state = 'OPEN', severity = excluded.severity, title = excluded.title, detail = excluded.detail, created_at = now(),
           taken_by_id = null, taken_at = null, resolved_by_id = null, resolved_at = null, resolution = null
     where t.state = 'RESOLVED' and (select w.again from wanted w where w."sourceKey" = excluded.source_key)
    returning t.id, t.source_key as "sourceKey"`;
  const ids = new Map(raised.map(({ id, sourceKey }) => [sourceKey, id]));
  for (const { sourceKey, kind, severity, subject } of tasks) {
    const id = ids.get(sourceKey);
    if (id === undefined) continue;
    tx.audit({ action: "task.raised", subjectType: "task", subjectId: id, changes: { kind, severity } });
    if (severity === "URGENT") emit(tx, alertRaised, subject ?? { type: "task", id }, { taskId: id });
  }
  return raised.length;
};

/** Closes tasks whose cause has settled itself, in the transaction that settles it. */
export const closeTasks = async (tx: Tx, sourceKeys: readonly string[], resolution: string): Promise<void> => {
  if (sourceKeys.length === 0) return;
  await tx.client.$executeRaw`
    update manual_task set state = 'RESOLVED', resolved_at = clock_timestamp(), resolution = ${resolution}
     where tenant_id = ${tx.tenantId}::uuid and source_key = any(${[...sourceKeys]}) and state <> 'RESOLVED'`;
};

/** The same for one task, outside of a transaction. Nothing happens when no such task is open. */
export const closeTask = (tenantId: string, sourceKey: string, resolution: string): Promise<void> =>
  runInTenant(tenantId, async () => {
    await pool.query({
      name: "task-close",
      text: `update manual_task set state = 'RESOLVED', resolved_at = clock_timestamp(), resolution = $3
              where tenant_id = $1 and source_key = $2 and state <> 'RESOLVED'`,
      values: [tenantId, sourceKey, resolution],
    });
  });
