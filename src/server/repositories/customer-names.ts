import type { Db } from "#/server/db/transaction.ts";

/** Names by id, for lists. */
export const names = async (db: Db, ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await db.client.customer.findMany({
    where: { tenantId: db.tenantId, id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
};
