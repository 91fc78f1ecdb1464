import type pg from "pg";

// What Prisma's schema can say, as plain rows: tables, columns (but not generated ones), enums, keys and full indexes of
// schema public.
const questions = {
  columns: `
    select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
           || case when a.attnotnull then ' not null' else '' end
           || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`,
  enums: `
    select t.typname || ' (' || string_agg(e.enumlabel, ', ' order by e.enumsortorder) || ')' as line
      from pg_type t join pg_enum e on e.enumtypid = t.oid
     group by t.typname`,
  keys: `
    select r.relname || ' ' || pg_get_constraintdef(c.oid) as line
      from pg_constraint c
      join pg_class r on r.oid = c.conrelid
      join pg_namespace n on n.oid = r.relnamespace
     where n.nspname = 'public' and c.contype in ('p', 'f', 'u')`,
  indexes: `
    select r.relname || case when i.indisunique then ' unique ' else ' ' end
           || substring(pg_get_indexdef(i.indexrelid) from 'USING .*') as line
      from pg_index i
      join pg_class x on x.oid = i.indexrelid
      join pg_class r on r.oid = i.indrelid
      join pg_namespace n on n.oid = r.relnamespace
     where n.nspname = 'public' and i.indpred is null and i.indexprs is null`,
} satisfies Record<string, string>;

/** Every fact of a database's catalog that Prisma's schema can say, one sentence each. */
export async function readCatalog(client: pg.Client): Promise<Set<string>> {
  const facts = new Set<string>();
  for (const [kind, sql] of Object.entries(questions)) {
    const { rows } = await client.query<{ line: string }>(sql);
    for (const { line } of rows) if (!line.startsWith("_prisma_migrations")) facts.add(`${kind}: ${line}`);
  }
  return facts;
}
