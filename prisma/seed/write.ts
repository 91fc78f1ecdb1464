import type { ClientBase, Pool } from "pg";

/** A connection with the administrator's rights: seeds and test data are written past row level security. */
export type Connection = ClientBase | Pool;
type Value = string | number | boolean | null | Date | readonly unknown[] | { readonly [key: string]: unknown };
export type Row = { readonly [column: string]: Value };

// One parameter holds at most this many rows, so that a large world never becomes one huge string.
const batch = 20_000;
// From here on the planner is told. Foreign keys keep the plan of their first check: made on an empty table it is a
// sequential scan, and 50,000 rows take minutes.
const analysedFrom = 500;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/**
 * Inserts rows by one statement for each 20,000 of them. All rows have the first one's columns; columns not given
 * take their defaults. Every constraint of the table is checked as for any other insert.
 */
export async function insertRows(pg: Connection, table: string, rows: readonly Row[]): Promise<void> {
  const first = rows[0];
  if (!first) return;
  const columns = Object.keys(first).map(quoted).join(", ");
  for (let from = 0; from < rows.length; from += batch) {
    await pg.query(
      `INSERT INTO ${quoted(table)} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${quoted(table)}, $1::jsonb)`,
      [JSON.stringify(rows.slice(from, from + batch))],
    );
  }
  if (rows.length >= analysedFrom) await pg.query(`ANALYZE ${quoted(table)}`);
}

/** Runs `work` whole or not at all. The connection must be one client, not a pool. */
export async function inTransaction<T>(pg: ClientBase, work: () => Promise<T>): Promise<T> {
  await pg.query("BEGIN");
  try {
    const result = await work();
    await pg.query("COMMIT");
    return result;
  } catch (error) {
    await pg.query("ROLLBACK");
    throw error;
  }
}
