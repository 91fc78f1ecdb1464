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
export const raiseTask = async (tx: Tx, task: NewTask): Promise<boolean> => {
  const [raised] = await tx.client.$queryRaw<{ id: string }[]>`
    insert into manual_task as t (tenant_id, id, severity, kind, title, detail, subject_type, subject_id, source_key)
    values (${tx.tenantId}::uuid, ${uuidv7()}::uuid, ${task.severity}::task_severity, ${task.kind}, ${task.title}, ${task.detail},
            ${task.subject?.type ?? null}, ${task.subject?.id ?? null}::uuid, ${task.sourceKey})
    on conflict (tenant_id, source_key) do update
       set state = 'OPEN', severity = excluded.severity, title = excluded.title, detail = excluded.detail, created_at = now(),
           taken_by_id = null, taken_at = null, resolved_by_id = null, resolved_at = null, resolution = null
     where t.state = 'RESOLVED' and ${task.again ?? false}
    returning id`;
  if (raised === undefined) return false;
  const { id } = raised;
  tx.audit({
    action: "task.raised",
    subjectType: "task",
    subjectId: id,
    changes: { kind: task.kind, severity: task.severity },
  });
  if (task.severity === "URGENT") emit(tx, alertRaised, task.subject ?? { type: "task", id }, { taskId: id });
  return true;
};

/** Closes what a task stood for, because it has settled itself. Nothing happens when no such task is open. */
export const closeTask = (tenantId: string, sourceKey: string, resolution: string): Promise<void> =>
  runInTenant(tenantId, async () => {
    await pool.query({
      name: "task-close",
      text: `update manual_task set state = 'RESOLVED', resolved_at = clock_timestamp(), resolution = $3
              where tenant_id = $1 and source_key = $2 and state <> 'RESOLVED'`,
      values: [tenantId, sourceKey, resolution],
    });
  });
