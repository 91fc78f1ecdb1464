import type { Db } from "#/server/db/transaction.ts";
import * as branchRows from "#/server/repositories/branches.ts";
import * as members from "#/server/repositories/members.ts";

/** Branches that are open, the oldest first. */
export const branches = async (db: Db) =>
  (await branchRows.open(db)).map(({ labourRateMinor: _, ...branch }) => branch);

export const technicians = (db: Db) => members.technicians(db);
