import { toOrder } from "#/domain/purchase-order.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as reordering from "#/server/repositories/reordering.ts";

/** The open branches at which something is to be ordered that is on no order yet. */
export const branchesWithLowParts = async (db: Db): Promise<string[]> => {
  const low: string[] = [];
  for (const { id } of await branches.open(db))
    if ((await reordering.standings(db, id, null)).some((standing) => toOrder(standing) > 0)) low.push(id);
  return low;
};
