import pg from "pg";
import { findingLimit, type InvariantAnswer } from "#/domain/invariants.ts";
import type { Invariant, Query } from "./invariant.ts";
import { invariants, sealGraceMs } from "./invariants.ts";

/** Asks one invariant through `query`, or says that its tables do not exist yet. */
export const ask = async ({ id, needs, find }: Invariant, query: Query): Promise<InvariantAnswer> => {
  const missing =
    needs.length > 0 &&
    (await query(`SELECT 1 FROM unnest(ARRAY['${needs.join("','")}']) AS name WHERE to_regclass(name) IS NULL`))
      .length > 0;
  if (missing) return { id, state: "held (not yet)", rows: [] };
  const rows = await find(query);
  return { id, state: rows.length === 0 ? "held" : "broken", rows };
};

/**
 * Asks all invariants over all tenants in one snapshot, so that work going on beside it cannot look like a break.
 * @param options.sealGraceMs how long an audit entry may wait for its seal; a minute unless told
 */
export async function verifyInvariants(
  adminUrl: string,
  options: { sealGraceMs?: number } = {},
): Promise<InvariantAnswer[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // Wide questions over mostly small tables: compiling them takes longer than answering.
    await client.query("SET LOCAL jit = off");
    const query: Query = async (sql) => (await client.query<Record<string, unknown>>(sql)).rows;
    const results: InvariantAnswer[] = [];
    for (const invariant of invariants(options.sealGraceMs ?? sealGraceMs)) results.push(await ask(invariant, query));
    await client.query("COMMIT");
    return results;
  } finally {
    await client.end();
  }
}

/** A line each: `I7 held`, `I9 held (not yet)` or `I7 broken: what, where`. */
export function formatInvariants(results: readonly InvariantAnswer[]): string[] {
  return results.map(({ id, state, rows }) => {
    const [first, ...others] = rows;
    if (first === undefined) return `${id} ${state}`;
    const more =
      others.length === 0 ? "" : `; and ${others.length} more${rows.length >= findingLimit ? " at least" : ""}`;
    return `${id} ${state}: ${first.what}, ${first.place}${more}`;
  });
}
