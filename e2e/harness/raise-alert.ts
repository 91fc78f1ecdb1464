/**
 * Raises an alert through the product's own code, as a saga does that cannot be undone. A process of its own, with the
 * instance's environment: `raise-alert.ts <tenant> <title>`.
 */
import { setImmediate as turn } from "node:timers/promises";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase, pool } from "#/server/db/client.ts";
import { executeInTransaction } from "#/server/db/transaction.ts";
import { log } from "#/server/log.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";

const [, , tenantId = "", title = ""] = process.argv;
await executeInTransaction(
  { tenantId, actor: { kind: "system", name: "Saga" }, correlationId: uuidv7(), origin: null, log },
  "operation.alert",
  (tx) =>
    raiseTask(tx, {
      severity: "URGENT",
      kind: "saga",
      title,
      detail: "The other side has not answered 10 times.",
      subject: null,
      sourceKey: `test:${title}`,
    }),
);
// What is announced after a commit goes out on the next turn.
await turn();
while (pool.idleCount < pool.totalCount) await turn();
await closeDatabase();
