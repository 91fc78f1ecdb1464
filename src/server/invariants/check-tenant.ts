/** The same questions asked in the server: of one tenant, under row level security, as the application's own role. */
import type { PoolClient } from "pg";
import { type InvariantAnswer, invariantIds } from "#/domain/invariants.ts";
import { pool } from "#/server/db/client.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import type { Invariant, Query } from "./invariant.ts";
import { invariants } from "./invariants.ts";
import { ask } from "./verify.ts";

export type CheckOptions = {
  /** How long the whole check may take; what has not answered by then is `not told`. */
  readonly budgetMs?: number;
  /** Hears how many have answered. */
  readonly answered?: (count: number) => Promise<void>;
};

const standardBudgetMs = 120_000;
const queryCanceled = "57014";

class OutOfTime extends Error {}

/**
 * Asks the twelve of one tenant in one snapshot: work going on beside it cannot look like a break. It takes `budgetMs`
 * at most, and hands the event loop back between pages of the audit chain.
 */
export const checkTenant = (
  tenantId: string,
  { budgetMs = standardBudgetMs, answered }: CheckOptions = {},
): Promise<InvariantAnswer[]> =>
  runInTenant(tenantId, async () => {
    const client = await pool.connect();
    try {
      await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      await allowTime(client, budgetMs);
      const endsAt = performance.now() + budgetMs;
      const results: InvariantAnswer[] = [];
      for (const invariant of invariants()) {
        results.push(await askInTime(client, invariant, endsAt));
        await answered?.(results.length);
      }
      await client.query("COMMIT");
      client.release();
      return results;
    } catch (error) {
      // Destroyed, not rolled back: what broke may be the connection.
      client.release(error instanceof Error ? error : true);
      throw error;
    }
  });

/** The pool's limits are for requests. A running timer of the transaction is not moved by a new limit: it is ended, then set. */
const allowTime = (client: PoolClient, budgetMs: number) =>
  client.query(`
    SET LOCAL jit = off;
    SET LOCAL idle_in_transaction_session_timeout = ${budgetMs};
    SET LOCAL transaction_timeout = 0;
    SET LOCAL transaction_timeout = ${budgetMs + 30_000}`);

const askInTime = async (client: PoolClient, invariant: Invariant, endsAt: number): Promise<InvariantAnswer> => {
  const query: Query = async (sql) => {
    const left = Math.floor(endsAt - performance.now());
    if (left <= 0) throw new OutOfTime();
    await client.query(`SET LOCAL statement_timeout = ${left}`);
    return (await client.query<Record<string, unknown>>(sql)).rows;
  };
  await client.query("SAVEPOINT invariant");
  try {
    return await ask(invariant, query);
  } catch (error) {
    if (!(error instanceof OutOfTime) && sqlStateOf(error) !== queryCanceled) throw error;
    await client.query("ROLLBACK TO SAVEPOINT invariant");
    return { id: invariant.id, state: "not told", rows: [] };
  }
};

/** Notes how far a check has come, for whoever waits for it. */
export const noteProgress = (tenantId: string, checkId: string, asked: number): Promise<void> =>
  runInTenant(tenantId, async () => {
    await pool.query({
      name: "check-progress",
      text: "update invariant_check set asked = $3 where tenant_id = $1 and id = $2 and finished_at is null",
      values: [tenantId, checkId, Math.min(asked, invariantIds.length)],
    });
  });
