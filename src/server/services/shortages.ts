import type { Db, Tx } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as members from "#/server/repositories/members.ts";
import * as shortages from "#/server/repositories/shortages.ts";
import * as staffMail from "#/server/repositories/staff-mail.ts";
import * as stock from "#/server/repositories/stock.ts";

export type Shortage = shortages.Shortage;

/** Whether anything of these parts' shortages is to be begun, ended, raised or closed. */
export const unsettled = (db: Db, branchId: string, partIds: readonly string[]): Promise<boolean> =>
  shortages.unsettled(db, branchId, partIds);

/**
 * A part is short while its free stock (on hand, less what is held for customers) is below its reorder point:
 * what is promised cannot be sold to the next, so it must be ordered before it leaves the shelf. Begins and ends
 * the episodes as the levels are now, whichever event asks: late, twice or out of order make no difference.
 */
export const settle = async (tx: Tx, branchId: string, partIds: readonly string[]): Promise<readonly Shortage[]> => {
  await stock.lock(tx, branchId, partIds);
  await shortages.settle(tx, branchId, partIds);
  return shortages.open(tx, branchId, partIds);
};

/** Episodes that are over, whoever has ended them, and whose task still waits. */
export const overdueToClose = (tx: Tx, branchId: string, partIds: readonly string[]): Promise<string[]> =>
  shortages.endedWithTask(tx, branchId, partIds);

/**
 * What to tell those who buy: the shortages of these parts that nobody has told of yet, and those which this
 * very delivery has begun to tell of. Empty when nothing new has fallen short.
 */
export const shortagesToTell = async (tx: Tx, branchId: string, partIds: readonly string[], key: string) => {
  await settle(tx, branchId, partIds);
  return shortages.announce(tx, branchId, partIds, key);
};

/** The members who buy, and the branch that has fallen short. @throws NOT_FOUND */
export const buyersOf = async (db: Db, branchId: string) => {
  const [branch, { tenant }, buyers] = await Promise.all([
    branches.load(db, branchId),
    staffMail.sender(db),
    members.allowed(db, "part.order"),
  ]);
  return { branch, tenant, buyers };
};
