import type { Db } from "#/server/db/transaction.ts";
import * as branchRows from "#/server/repositories/branches.ts";
import * as members from "#/server/repositories/members.ts";
import * as staffMail from "#/server/repositories/staff-mail.ts";

/** Branches that are open, the oldest first. */
export const branches = async (db: Db) =>
  (await branchRows.open(db)).map(({ labourRateMinor: _, ...branch }) => branch);

/** The open ones of those where somebody works; none named is all. */
export const branchesOf = async (db: Db, ids: readonly string[]) =>
  (await branches(db)).filter(({ id }) => ids.length === 0 || ids.includes(id));

export const technicians = (db: Db) => members.technicians(db);

/** What the business calls itself. */
export const nameOf = async (db: Db): Promise<string> => (await staffMail.sender(db)).tenant.name;

/** Who writes to members of staff. */
export const sender = (db: Db) => staffMail.sender(db);

/** All members by name, those who left included. */
export const everyone = (db: Db) => members.everyone(db);

/** A member, and the workshop's terms as its first mail tells them. @throws NOT_FOUND */
export const welcomeToSend = async (db: Db, memberId: string) => {
  const [{ tenant, branch }, owner] = await Promise.all([branchRows.first(db), members.reader(db, memberId)]);
  return { tenant, branch, owner };
};
