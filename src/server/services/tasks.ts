import type { Db } from "#/server/db/transaction.ts";
import * as tasks from "#/server/repositories/tasks.ts";

/** How many tasks wait for a person, and the urgent ones that nobody has taken yet. */
export const summary = (db: Db) => tasks.summary(db);
