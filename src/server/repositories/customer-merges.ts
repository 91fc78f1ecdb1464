import type { Db } from "#/server/db/transaction.ts";

/** Merges into a customer that were not undone, the newest first. */
export const standingOf = async (db: Db, keptId: string) => {
  const rows = await db.client.customerMerge.findMany({
    where: { tenantId: db.tenantId, keptId, undoneAt: null },
    orderBy: [{ mergedAt: "desc" }, { id: "desc" }],
    select: {
      id: true,
      goneId: true,
      mergedAt: true,
      mergedByName: true,
      undoneAt: true,
      gone: { select: { name: true } },
    },
  });
  return rows.map(({ id, gone, ...row }) => ({ ...row, mergeId: id, goneName: gone.name }));
};
