import { pool } from "#/server/db/client.ts";

/**
 * Runs `work` unless another process, or another call of this one, is at the same `key` by now: null then.
 * Holds a connection of the scope in force for as long; one that dies gives the key back.
 */
export const exclusively = async <Result>(key: string, work: () => Promise<Result>): Promise<Result | null> => {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ held: boolean }>(
      "select pg_try_advisory_lock(hashtextextended($1, 0)) as held",
      [key],
    );
    const result = rows[0]?.held ? await work() : null;
    if (rows[0]?.held) await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [key]);
    client.release();
    return result;
  } catch (error) {
    // Closed, not given back: the lock must not outlive the work.
    client.release(error instanceof Error ? error : true);
    throw error;
  }
};
