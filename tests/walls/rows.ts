import type { Client } from "pg";

export type RowJson = Readonly<Record<string, unknown>>;
export type Key = {
  name: string;
  table: string;
  columns: readonly string[];
  predicate: string | null;
  constraint: boolean;
};
export type ForeignKey = {
  name: string;
  table: string;
  column: string;
  parent: string;
  parentColumn: string;
  composite: boolean;
};

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Primary keys, unique constraints and unique indexes of all tables. */
export async function keysOf(admin: Client): Promise<Key[]> {
  const { rows } = await admin.query<Key>(`
    SELECT i.relname::text AS name, t.relname::text AS table, pg_get_expr(x.indpred, x.indrelid) AS predicate,
           EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid AND c.contype IN ('p', 'u')) AS constraint,
           (SELECT array_agg(a.attname::text ORDER BY n) FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(number, n)
              JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) AS columns
      FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
     WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace AND t.relname <> '_prisma_migrations' ORDER BY 2, 1`);
  return rows;
}

/** Foreign keys; `column` is the one that is not the tenant, unless the tenant is what it names. */
export async function foreignKeysOf(admin: Client): Promise<ForeignKey[]> {
  const { rows } = await admin.query<{
    name: string;
    table: string;
    parent: string;
    columns: string[];
    parents: string[];
  }>(`
    SELECT k.conname::text AS name, t.relname::text AS table, p.relname::text AS parent,
           (SELECT array_agg(a.attname::text ORDER BY n) FROM unnest(k.conkey) WITH ORDINALITY AS u(number, n) JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = u.number) AS columns,
           (SELECT array_agg(a.attname::text ORDER BY n) FROM unnest(k.confkey) WITH ORDINALITY AS u(number, n) JOIN pg_attribute a ON a.attrelid = p.oid AND a.attnum = u.number) AS parents
      FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
     WHERE k.contype = 'f' AND t.relnamespace = 'public'::regnamespace ORDER BY 2, 1`);
  return rows.map(({ name, table, parent, columns, parents }) => {
    const position = columns.length === 1 ? 0 : columns.findIndex((column) => column !== "tenant_id");
    return {
      name,
      table,
      parent,
      column: columns[position] ?? "",
      parentColumn: parents[position] ?? "",
      composite: columns.length > 1,
    };
  });
}

/** One row as JSON, without what the database reckons itself; `where` is SQL. */
export async function pick(admin: Client, table: string, where = "true"): Promise<RowJson> {
  const { rows } = await admin.query<{ row: RowJson }>(
    `SELECT to_jsonb(r) - ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = '${quoted(table)}'::regclass AND attgenerated <> '') AS row
       FROM ${quoted(table)} r WHERE ${where} LIMIT 1`,
  );
  const row = rows[0]?.row;
  if (!row) throw new Error(`The walls need a row of ${table} where ${where}.`);
  return row;
}

let serial = 0;
const fresh = (value: unknown): unknown => {
  serial += 1;
  if (typeof value === "number") return 1_000_000 + serial;
  if (typeof value === "string" && /^[0-9a-f]{8}-/.test(value))
    return `0190ffff-0000-7000-8000-${String(serial).padStart(12, "0")}`;
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value))
    return new Date(Date.UTC(2300, 0, serial)).toISOString().slice(0, 10);
  // As long and as plain as its column's check wants it.
  if (typeof value === "string" && /^[0-9a-f]{64}$/.test(value)) return String(serial).padStart(64, "0");
  if (typeof value === "string" && /^[2346789BCDFGHJKMPQRTVWXY]{8}$/.test(value))
    return [...String(serial).padStart(8, "0")].map((digit) => "BCDFGHJKMP".charAt(Number(digit))).join("");
  if (typeof value === "string" && value.includes("@")) return `w${serial}@walls.test`;
  if (typeof value === "string" && /^\+\d+$/.test(value)) return `+4479${String(serial).padStart(8, "0")}`;
  return `W${String(serial).padStart(6, "0")}`;
};

/**
 * A copy of a row that breaks none of its table's unique keys, but for `except`: in each other key one column is made
 * fresh, the last that is in no foreign key and not in `keep`.
 */
export function copyOf(
  row: RowJson,
  keys: readonly Key[],
  foreign: readonly ForeignKey[],
  keep: readonly string[] = [],
  except?: Key,
): RowJson {
  const copy: Record<string, unknown> = { ...row };
  const tied = new Set([...foreign.map(({ column }) => column), "tenant_id", ...keep, ...(except?.columns ?? [])]);
  for (const key of keys) {
    // A key over rows "WHERE ended_at IS NULL" does not bite one that has ended.
    const open = /^\((\w+) IS NULL\)$/.exec(key.predicate ?? "")?.[1];
    if (open !== undefined && row[open] !== null) continue;
    // A key with a NULL in it never bites.
    if (key.name === except?.name || key.columns.some((column) => keep.includes(column) || row[column] === null))
      continue;
    const loose =
      key.columns.filter((column) => !tied.has(column)).at(-1) ??
      key.columns
        .filter((column) => column !== "tenant_id" && !keep.includes(column) && !except?.columns.includes(column))
        .at(-1);
    if (loose !== undefined && copy[loose] === row[loose]) copy[loose] = fresh(row[loose]);
  }
  return copy;
}

/** INSERT of a row given as JSON. */
export const insert = (table: string, row: RowJson) => {
  const columns = Object.keys(row).map(quoted).join(", ");
  return {
    text: `INSERT INTO ${quoted(table)} (${columns}) SELECT ${columns} FROM jsonb_populate_record(NULL::${quoted(table)}, $1::jsonb) RETURNING ctid`,
    values: [JSON.stringify(row)],
  };
};
