import { ValidationException } from "#/domain/errors.ts";
import type { MemberView } from "#/domain/member.ts";
import type { Role } from "#/domain/permissions.ts";
import { reaches } from "#/domain/permissions.ts";
import { roleWords } from "#/domain/role-words.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as members from "#/server/repositories/members.ts";

/** Everybody who works here or did, by name. */
export const list = async (db: Db): Promise<MemberView[]> =>
  (await members.all(db)).map(({ user, branches: at, createdAt, ...member }) => ({
    ...member,
    branchIds: at.map(({ branchId }) => branchId),
    joinedAt: createdAt,
    twoFactor: user.twoFactorEnabled,
  }));

/** A member to be changed, locked. @throws NOT_FOUND; FORBIDDEN when they stand above who asks */
export const lockForChange = async (tx: Tx, memberId: string, actor: Role) => {
  const locked = await members.lockWithOwners(tx, memberId);
  if (!reaches(actor, locked.member.role)) {
    throw new ValidationException(
      "FORBIDDEN",
      `${locked.member.name} is ${roleWords[locked.member.role].toLowerCase()}, which only an owner may change.`,
    );
  }
  return locked;
};

/** Whose rights would rise above those of who gives them. @throws FORBIDDEN */
export const refuseAbove = (actor: Role, role: Role): void => {
  if (!reaches(actor, role)) {
    throw new ValidationException(
      "FORBIDDEN",
      `Nobody gives a role above their own, so ${roleWords[role]} is an owner's to give.`,
      { field: "role" },
    );
  }
};

/** A workshop that nobody owns could never be handed on. @throws TRANSITION_REFUSED */
export const refuseLastOwner = (name: string, otherOwners: number): void => {
  if (otherOwners > 0) return;
  throw new ValidationException("TRANSITION_REFUSED", `${name} is the last owner. Make somebody else an owner first.`);
};

/** These branches, which are the tenant's own. All of them named is none named: a branch that comes later is then seen too. @throws NOT_FOUND */
export const branchesOf = async (tx: Tx, ids: readonly string[]): Promise<string[]> => {
  const wanted = [...new Set(ids)].toSorted();
  for (const id of wanted) await branches.load(tx, id);
  const open = await branches.open(tx);
  return open.every(({ id }) => wanted.includes(id)) ? [] : wanted;
};

export const setRole = (tx: Tx, memberId: string, role: Role) => members.setRole(tx, memberId, role);
export const setBranches = (tx: Tx, memberId: string, branchIds: readonly string[]) =>
  members.setBranches(tx, memberId, branchIds);
export const branchIdsOf = (db: Db, memberId: string) => members.branchIdsOf(db, memberId);
export const join = (tx: Tx, member: members.NewMember) => members.join(tx, member);
export const ofUser = (db: Db, userId: string) => members.ofUser(db, userId);
export const worksHere = (db: Db, email: string) => members.worksHere(db, email);

/** Shuts a member out: their sessions here end in the same commit. False when they are out already. */
export const disable = async (tx: Tx, memberId: string, userId: string): Promise<boolean> => {
  if (!(await members.setDisabled(tx, memberId, true))) return false;
  await members.endSessions(tx, userId);
  return true;
};

export const enable = (tx: Tx, memberId: string): Promise<boolean> => members.setDisabled(tx, memberId, false);
