import { notFound } from "#/domain/errors.ts";
import { type Permission, permissions } from "#/domain/permissions.ts";
import type { Db } from "#/server/db/transaction.ts";

export const technicians = async (db: Db) => {
  const rows = await db.client.member.findMany({
    where: { tenantId: db.tenantId, role: "TECHNICIAN", disabledAt: null },
    orderBy: { name: "asc" },
    select: { id: true, name: true },
  });
  return rows.map(({ id, name }) => ({ memberId: id, name }));
};

/** A member who may work. @throws NOT_FOUND */
export const active = async (db: Db, id: string) => {
  const member = await db.client.member.findFirst({
    where: { tenantId: db.tenantId, id, disabledAt: null },
    select: { id: true, name: true, role: true },
  });
  if (member === null) throw notFound("This member of staff");
  return member;
};

/** Active members whose role carries a permission. */
export const allowed = (db: Db, permission: Permission) =>
  db.client.member.findMany({
    where: { tenantId: db.tenantId, disabledAt: null, role: { in: [...permissions[permission]] } },
    select: { id: true, name: true, email: true },
  });

/** Names by id, for lists. */
export const names = async (db: Db, ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await db.client.member.findMany({
    where: { tenantId: db.tenantId, id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
};
