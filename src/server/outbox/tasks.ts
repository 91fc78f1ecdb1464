import { alertRaised } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
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
};

/**
 * Raises a task for a person. An URGENT one is an alert: its e-mail follows as an event of the same
 * commit, and is retried like every other effect. False when the task was there already.
 */
export const raiseTask = async (tx: Tx, task: NewTask): Promise<boolean> => {
  const id = uuidv7();
  const raised = await tx.client.$executeRaw`
    insert into manual_task (tenant_id, id, severity, kind, title, detail, subject_type, subject_id, source_key)
    values (${tx.tenantId}::uuid, ${id}::uuid, ${task.severity}::task_severity, ${task.kind}, ${task.title}, ${task.detail},
            ${task.subject?.type ?? null}, ${task.subject?.id ?? null}::uuid, ${task.sourceKey})
    on conflict (tenant_id, source_key) do nothing`;
  if (raised === 0) return false;
  tx.audit({
    action: "task.raised",
    subjectType: "task",
    subjectId: id,
    changes: { kind: task.kind, severity: task.severity },
  });
  if (task.severity === "URGENT") emit(tx, alertRaised, task.subject ?? { type: "task", id }, { taskId: id });
  return true;
};
