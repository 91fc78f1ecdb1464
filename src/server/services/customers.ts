import type { Db } from "#/server/db/transaction.ts";
import * as customers from "#/server/repositories/customers.ts";

/** The first few customers that match, for choosing one while typing; none for under two characters. */
export const search = async (db: Db, fragment: string) =>
  fragment.length < 2 ? [] : customers.search(db, fragment, 8);
