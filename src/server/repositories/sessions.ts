import type { Role } from "#/domain/permissions.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** Sessions are people's, and precede every tenant. */

export const ofUser = (db: Db, userId: string) =>
  db.client.session.findMany({
    where: { userId, expiresAt: { gt: new Date() } },
    orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
    select: { id: true, createdAt: true, updatedAt: true, ipAddress: true, userAgent: true },
  });

/** Ends these, of one person; a session ends where it is stored, so at once. */
export const end = async (tx: Tx, userId: string, ids: readonly string[]): Promise<number> => {
  const { count } = await tx.client.session.deleteMany({ where: { userId, id: { in: [...ids] } } });
  return count;
};

/** Ends all of a person's but one, or all. */
export const endOthers = async (tx: Tx, userId: string, keepId: string | null): Promise<number> => {
  const { count } = await tx.client.session.deleteMany({
    where: { userId, ...(keepId === null ? {} : { id: { not: keepId } }) },
  });
  return count;
};

/** Works for another tenant from now on, with the member's own role there. */
export const setTenant = async (tx: Tx, id: string, tenantId: string): Promise<void> => {
  await tx.client.session.updateMany({ where: { id }, data: { activeTenantId: tenantId, viewAsRole: null } });
};

/** Looks with another role's rights; null is the member's own again. */
export const setView = async (tx: Tx, id: string, role: Role | null): Promise<void> => {
  await tx.client.session.updateMany({ where: { id }, data: { viewAsRole: role } });
};
