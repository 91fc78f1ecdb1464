import type { Db } from "#/server/db/transaction.ts";
import * as suppliers from "#/server/repositories/suppliers.ts";

/** Whom the workshop buys of, by name; those that are archived come last. */
export const allSuppliers = (db: Db): Promise<suppliers.SupplierRow[]> => suppliers.all(db);
