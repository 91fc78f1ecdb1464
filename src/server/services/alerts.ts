import type { Db } from "#/server/db/transaction.ts";
import * as alerts from "#/server/repositories/alerts.ts";

/** An urgent task, and the members with the permission `operation.alerts`. @throws NOT_FOUND */
export const alertToSend = (db: Db, taskId: string) => alerts.load(db, taskId);
