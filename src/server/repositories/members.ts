import { notFound } from "#/domain/errors.ts";
import { type Permission, permissions, type Role } from "#/domain/permissions.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

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

/** Whom a mail to a member goes to. @throws NOT_FOUND */
export const reader = async (db: Db, id: string) => {
  const member = await db.client.member.findFirst({
    where: { tenantId: db.tenantId, id, disabledAt: null },
    select: { id: true, name: true, email: true },
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

/** Everybody, those who are disabled too, by name. */
export const all = (db: Db) =>
  db.client.member.findMany({
    where: { tenantId: db.tenantId },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    select: {
      id: true,
      name: true,
      email: true,
      phone: true,
      role: true,
      disabledAt: true,
      createdAt: true,
      user: { select: { twoFactorEnabled: true } },
      branches: { select: { branchId: true } },
    },
  });

/**
 * A member to be changed, locked, with every owner who may still work: two who demote one another then wait for each
 * other, and the second finds one owner left. In order of id, so that they never deadlock. @throws NOT_FOUND
 */
export const lockWithOwners = async (tx: Tx, id: string) => {
  const rows = await tx.client.$queryRaw<
    { id: string; userId: string; role: Role; disabledAt: Date | null; name: string }[]
  >`
    select id, user_id as "userId", role, disabled_at as "disabledAt", name from member
     where tenant_id = ${tx.tenantId}::uuid and (id = ${id}::uuid or (role = 'OWNER' and disabled_at is null))
     order by id for no key update`;
  const member = rows.find((row) => row.id === id);
  if (member === undefined) throw notFound("This member of staff");
  const otherOwners = rows.filter((row) => row.id !== id && row.role === "OWNER" && row.disabledAt === null).length;
  return { member, otherOwners };
};

export const setRole = async (tx: Tx, id: string, role: Role): Promise<void> => {
  await tx.client.member.updateMany({ where: { tenantId: tx.tenantId, id }, data: { role } });
};

/** Where a member works; none is all branches. */
export const setBranches = async (tx: Tx, memberId: string, branchIds: readonly string[]): Promise<void> => {
  await tx.client.memberBranch.deleteMany({ where: { tenantId: tx.tenantId, memberId } });
  await tx.client.memberBranch.createMany({
    data: branchIds.map((branchId) => ({ tenantId: tx.tenantId, memberId, branchId })),
  });
};

export const branchIdsOf = async (db: Db, memberId: string): Promise<string[]> => {
  const rows = await db.client.memberBranch.findMany({
    where: { tenantId: db.tenantId, memberId },
    select: { branchId: true },
  });
  return rows.map(({ branchId }) => branchId).toSorted();
};

/** False when it is so already. */
export const setDisabled = async (tx: Tx, id: string, disabled: boolean): Promise<boolean> => {
  const { count } = await tx.client.member.updateMany({
    where: { tenantId: tx.tenantId, id, disabledAt: disabled ? null : { not: null } },
    data: { disabledAt: disabled ? tx.now : null },
  });
  return count === 1;
};

/** Ends the sessions in which a person works for this tenant, at once; those for another tenant go on. */
export const endSessions = async (tx: Tx, userId: string): Promise<number> => {
  const { count } = await tx.client.session.deleteMany({ where: { userId, activeTenantId: tx.tenantId } });
  return count;
};

export type NewMember = {
  readonly id: string;
  readonly userId: string;
  readonly role: Role;
  readonly name: string;
  readonly email: string;
  /** E.164. */
  readonly phone?: string | null;
};

/** Adds a member; one who was disabled here works again, as the member they were. Gives the member's id; null when they work here already. */
export const join = async (tx: Tx, member: NewMember): Promise<string | null> => {
  const { count } = await tx.client.member.createMany({
    data: { ...member, tenantId: tx.tenantId },
    skipDuplicates: true,
  });
  if (count === 1) return member.id;
  const back = await tx.client.member.updateManyAndReturn({
    where: { tenantId: tx.tenantId, userId: member.userId, disabledAt: { not: null } },
    data: { disabledAt: null, role: member.role },
    select: { id: true },
  });
  return back[0]?.id ?? null;
};

/** Whether somebody with this address works here. */
export const worksHere = async (db: Db, email: string): Promise<boolean> =>
  (await db.client.member.findFirst({
    where: { tenantId: db.tenantId, disabledAt: null, user: { email } },
    select: { id: true },
  })) !== null;

/** All members by name, those who left included: history names them still. */
export const everyone = async (db: Db) => {
  const rows = await db.client.member.findMany({
    where: { tenantId: db.tenantId },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    select: { id: true, name: true, role: true },
  });
  return rows.map(({ id, name, role }) => ({ memberId: id, name, technician: role === "TECHNICIAN" }));
};

/** The member that a person is here. @throws NOT_FOUND */
export const ofUser = async (db: Db, userId: string): Promise<{ id: string }> => {
  const member = await db.client.member.findFirst({ where: { tenantId: db.tenantId, userId }, select: { id: true } });
  if (member === null) throw notFound("This member of staff");
  return member;
};

export const insert = async (tx: Tx, member: NewMember): Promise<void> => {
  await tx.client.member.create({ data: { ...member, tenantId: tx.tenantId, createdAt: tx.now } });
};
