import { notFound } from "#/domain/errors.ts";
import type { Role } from "#/domain/permissions.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type NewInvitation = {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly branchIds: readonly string[];
  readonly invitedById: string;
};

/** False when the address has an open invitation already. */
export const insert = async (tx: Tx, { branchIds, ...invitation }: NewInvitation): Promise<boolean> => {
  const { count } = await tx.client.invitation.createMany({
    data: { ...invitation, tenantId: tx.tenantId, createdAt: tx.now, askedAt: tx.now },
    skipDuplicates: true,
  });
  if (count === 0) return false;
  await tx.client.invitationBranch.createMany({
    data: branchIds.map((branchId) => ({ tenantId: tx.tenantId, invitationId: invitation.id, branchId })),
  });
  return true;
};

const shown = {
  id: true,
  email: true,
  role: true,
  askedAt: true,
  acceptedAt: true,
  revokedAt: true,
  invitedBy: { select: { name: true } },
  branches: { select: { branchId: true, branch: { select: { name: true, closedAt: true } } } },
} as const;

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const row = await db.client.invitation.findFirst({ where: { tenantId: db.tenantId, id }, select: shown });
  if (row === null) throw notFound("This invitation");
  return row;
};
export type InvitationRow = Awaited<ReturnType<typeof load>>;

/** Neither accepted nor revoked, the newest first. */
export const open = (db: Db) =>
  db.client.invitation.findMany({
    where: { tenantId: db.tenantId, acceptedAt: null, revokedAt: null },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: shown,
  });

const stillOpen = (tx: Tx, id: string) => ({ tenantId: tx.tenantId, id, acceptedAt: null, revokedAt: null });

/** Each of these changes an open invitation only: false when somebody was quicker. */
export const ask = async (tx: Tx, id: string): Promise<boolean> => {
  const { count } = await tx.client.invitation.updateMany({ where: stillOpen(tx, id), data: { askedAt: tx.now } });
  return count === 1;
};

export const revoke = async (tx: Tx, id: string, revokedById: string): Promise<boolean> => {
  const { count } = await tx.client.invitation.updateMany({
    where: stillOpen(tx, id),
    data: { revokedAt: tx.now, revokedById },
  });
  return count === 1;
};

export const accept = async (tx: Tx, id: string, acceptedById: string): Promise<boolean> => {
  const { count } = await tx.client.invitation.updateMany({
    where: stillOpen(tx, id),
    data: { acceptedAt: tx.now, acceptedById },
  });
  return count === 1;
};

/** When the open link of each ends, by invitation. */
export const expiries = async (db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Date>> => {
  const rows = await db.client.linkToken.findMany({
    where: { tenantId: db.tenantId, purpose: "invitation", subjectId: { in: [...ids] }, endedAt: null },
    select: { subjectId: true, expiresAt: true },
  });
  return new Map(rows.map(({ subjectId, expiresAt }) => [subjectId, expiresAt]));
};
