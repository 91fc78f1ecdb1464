import type { Db, Tx } from "#/server/db/transaction.ts";

export type TaskRow = {
  readonly id: string;
  readonly severity: "NORMAL" | "URGENT";
  readonly state: "OPEN" | "TAKEN" | "RESOLVED";
  readonly kind: string;
  readonly title: string;
  readonly detail: string;
  readonly createdAt: Date;
  readonly takenBy: string | null;
};

/** How many tasks wait, and the urgent ones that nobody has taken. */
export const summary = async (db: Db): Promise<{ open: number; urgent: TaskRow[] }> => {
  const [open, urgent] = await Promise.all([
    db.client.manualTask.count({ where: { tenantId: db.tenantId, state: { not: "RESOLVED" } } }),
    db.client.manualTask.findMany({
      where: { tenantId: db.tenantId, state: "OPEN", severity: "URGENT" },
      orderBy: { createdAt: "asc" },
      take: 20,
      select: { id: true, severity: true, state: true, kind: true, title: true, detail: true, createdAt: true },
    }),
  ]);
  return { open, urgent: urgent.map((task) => ({ ...task, takenBy: null })) };
};

/** What has waited for a person since before `before`, the oldest first. */
export const waiting = (db: Db, before: Date) =>
  db.client.manualTask.findMany({
    where: { tenantId: db.tenantId, state: { not: "RESOLVED" }, createdAt: { lt: before } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    // More than anybody reads in a mail; the page has the rest.
    take: 500,
    select: { id: true, severity: true, kind: true, title: true, detail: true, createdAt: true, takenById: true },
  });

/** Gives an open task to a member; false when it is resolved or absent. */
export const take = async (tx: Tx, taskId: string, memberId: string): Promise<boolean> => {
  const { count } = await tx.client.manualTask.updateMany({
    where: { tenantId: tx.tenantId, id: taskId, state: { not: "RESOLVED" } },
    data: { state: "TAKEN", takenById: memberId, takenAt: tx.now },
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
