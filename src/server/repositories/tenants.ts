import { notFound } from "#/domain/errors.ts";
import type { BusinessFields } from "#/domain/settings.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** The business itself. @throws NOT_FOUND */
export const load = async (db: Db) => {
  const tenant = await db.client.tenant.findFirst({ where: { id: db.tenantId } });
  if (tenant === null) throw notFound("This business");
  return tenant;
};
export type TenantRow = Awaited<ReturnType<typeof load>>;

/** Changes the business at the version expected; false when it has another by now. */
export const update = async (tx: Tx, version: number, fields: BusinessFields): Promise<boolean> => {
  const { count } = await tx.client.tenant.updateMany({
    where: { id: tx.tenantId, version },
    data: { ...fields, version: { increment: 1 } },
  });
  return count === 1;
};
