import type { TaskFilter } from "#/domain/task.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type TaskRow = {
  readonly id: string;
  readonly severity: "NORMAL" | "URGENT";
  readonly state: "OPEN" | "TAKEN" | "RESOLVED";
  readonly kind: string;
  readonly title: string;
  readonly detail: string;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly sourceKey: string;
  readonly createdAt: Date;
  readonly takenById: string | null;
  readonly takenBy: string | null;
  readonly takenAt: Date | null;
  readonly resolvedBy: string | null;
  readonly resolvedAt: Date | null;
  readonly resolution: string | null;
};

const columns = Prisma.sql`
  t.id, t.severity::text as severity, t.state::text as state, t.kind, t.title, t.detail, t.subject_type as "subjectType",
  t.subject_id as "subjectId", t.source_key as "sourceKey", t.created_at as "createdAt", t.taken_by_id as "takenById", taker.name as "takenBy",
  t.taken_at as "takenAt", resolver.name as "resolvedBy", t.resolved_at as "resolvedAt", t.resolution`;
const names = Prisma.sql`
  left join member taker on taker.tenant_id = t.tenant_id and taker.id = t.taken_by_id
  left join member resolver on resolver.tenant_id = t.tenant_id and resolver.id = t.resolved_by_id`;

/** How many tasks wait, and the urgent ones that nobody has taken. */
export const summary = async (db: Db): Promise<{ open: number; urgent: TaskRow[] }> => {
  // A task is open as long as it has no time of resolution: a comparison of its state would read every task there was.
  const [counted, urgent] = await Promise.all([
    db.client.$queryRaw<{ open: number }[]>`
      select count(*)::int as open from manual_task where tenant_id = ${db.tenantId}::uuid and resolved_at is null`,
    db.client.$queryRaw<TaskRow[]>`
      select ${columns} from manual_task t ${names}
       where t.tenant_id = ${db.tenantId}::uuid and t.resolved_at is null and t.urgent and t.taken_by_id is null
       order by t.created_at, t.id limit 20`,
  ]);
  return { open: counted[0]?.open ?? 0, urgent };
};

export type WaitingTask = Pick<TaskRow, "id" | "severity" | "kind" | "title" | "detail" | "createdAt"> & {
  readonly takenById: string | null;
  /** `Job card 4127`, `Invoice NM-2026-01893`; null for what has no number. */
  readonly concerns: string | null;
};

/** What has waited for a person since before `before`, the oldest first: more than anybody reads in a mail. */
export const waiting = (db: Db, before: Date): Promise<WaitingTask[]> =>
  db.client.$queryRaw<WaitingTask[]>`
    select t.id, t.severity, t.kind, t.title, t.detail, t.created_at as "createdAt", t.taken_by_id as "takenById",
           coalesce('Job card ' || c.number, 'Invoice ' || i.number) as concerns
      from manual_task t
      left join job_card c on t.subject_type = 'jobCard' and c.tenant_id = t.tenant_id and c.id = t.subject_id
      left join invoice i on t.subject_type = 'invoice' and i.tenant_id = t.tenant_id and i.id = t.subject_id
     where t.tenant_id = ${db.tenantId}::uuid and t.resolved_at is null and t.created_at < ${before}
     order by t.created_at, t.id limit 500`;

export type TaskCursor = { readonly urgent: boolean; readonly at: Date; readonly id: string };
type Wanted = {
  readonly show: TaskFilter;
  readonly memberId: string;
  readonly after: TaskCursor | null;
  readonly limit: number;
};

/** Open ones with the urgent first, then the oldest; resolved ones with the newest first. */
export const list = (db: Db, { show, memberId, after, limit }: Wanted): Promise<TaskRow[]> =>
  show === "resolved"
    ? db.client.$queryRaw<TaskRow[]>`
        select ${columns} from manual_task t ${names}
         where t.tenant_id = ${db.tenantId}::uuid and t.resolved_at is not null
           and ${after ? Prisma.sql`(t.resolved_at, t.id) < (${after.at}, ${after.id}::uuid)` : Prisma.sql`true`}
         order by t.resolved_at desc, t.id desc limit ${limit}`
    : db.client.$queryRaw<TaskRow[]>`
        select ${columns} from manual_task t ${names}
         where t.tenant_id = ${db.tenantId}::uuid and t.resolved_at is null
           and ${show === "mine" ? Prisma.sql`t.taken_by_id = ${memberId}::uuid` : Prisma.sql`true`}
           and ${
             after
               ? Prisma.sql`(t.urgent < ${after.urgent} or t.urgent = ${after.urgent} and (t.created_at, t.id) > (${after.at}, ${after.id}::uuid))`
               : Prisma.sql`true`
           }
         order by t.urgent desc, t.created_at, t.id limit ${limit}`;

/** Null when it is not there. */
export const byId = async (db: Db, taskId: string): Promise<TaskRow | null> => {
  const [row] = await db.client.$queryRaw<TaskRow[]>`
    select ${columns} from manual_task t ${names} where t.tenant_id = ${db.tenantId}::uuid and t.id = ${taskId}::uuid`;
  return row ?? null;
};

/** Puts a task that nobody has into a member's hands; false when somebody has it, or it is resolved or absent. */
export const take = async (tx: Tx, taskId: string, memberId: string): Promise<boolean> => {
  const { count } = await tx.client.manualTask.updateMany({
    where: { tenantId: tx.tenantId, id: taskId, state: "OPEN" },
    data: { state: "TAKEN", takenById: memberId, takenAt: tx.now },
  });
  return count === 1;
};

/** The same, whoever has it now; false when it is resolved or absent. */
export const assign = async (tx: Tx, taskId: string, memberId: string): Promise<boolean> => {
  const { count } = await tx.client.manualTask.updateMany({
    where: { tenantId: tx.tenantId, id: taskId, state: { not: "RESOLVED" } },
    data: { state: "TAKEN", takenById: memberId, takenAt: tx.now },
  });
  return count === 1;
};

/** Lets go of a task; false when nobody has it. */
export const release = async (tx: Tx, taskId: string): Promise<boolean> => {
  const { count } = await tx.client.manualTask.updateMany({
    where: { tenantId: tx.tenantId, id: taskId, state: "TAKEN" },
    data: { state: "OPEN", takenById: null, takenAt: null },
  });
  return count === 1;
};

/** Closes a task with what was done; false when it is closed or absent. */
export const resolve = async (tx: Tx, taskId: string, memberId: string, resolution: string): Promise<boolean> => {
  const { count } = await tx.client.manualTask.updateMany({
    where: { tenantId: tx.tenantId, id: taskId, state: { not: "RESOLVED" } },
    data: { state: "RESOLVED", resolvedById: memberId, resolvedAt: tx.now, resolution },
  });
  return count === 1;
};

/** Closes what has settled itself, by what raised it. */
export const closeAll = async (tx: Tx, sourceKeys: readonly string[], resolution: string): Promise<void> => {
  await tx.client.manualTask.updateMany({
    where: { tenantId: tx.tenantId, sourceKey: { in: [...sourceKeys] }, state: { not: "RESOLVED" } },
    data: { state: "RESOLVED", resolvedAt: tx.now, resolution },
  });
};

/** The task that a delivery's failure raised; null when there is none. */
export const ofDelivery = (db: Db, deliveryId: string) =>
  db.client.manualTask.findFirst({
    where: { tenantId: db.tenantId, sourceKey: `delivery:${deliveryId}` },
    select: { id: true, state: true },
  });
