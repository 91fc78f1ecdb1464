import { type Finding, findingLimit } from "#/domain/invariants.ts";
import { asked, findingsOf, type Invariant, type Query } from "./invariant.ts";
import {
  applicationGroup,
  counter,
  counterFunctions,
  lookupFunctions,
  lookupOwner,
  queueIndexes,
  undoer,
  undoFunctions,
} from "./lookups.ts";
import { looseReferences, personKeys, platformTables } from "./references.ts";

const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const list = (values: readonly string[]) => `ARRAY[${values.map(literal).join(", ")}]::text[]`;

// The catalogue's own view of the tenants' tables; partitions and views would show here as well.
const tenantTables = `
  SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
     AND (c.relname = 'tenant' OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped))`;
const tenantColumn = "CASE t.relname WHEN 'tenant' THEN 'id' ELSE 'tenant_id' END";

type Key = {
  name: string;
  child: string;
  parent: string;
  pairs: readonly (readonly [child: string, parent: string])[];
};

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const keysOfTenants = async (query: Query): Promise<Key[]> => {
  const rows = await query(`
    SELECT k.conname AS name, t.relname AS child, p.relname AS parent,
           (SELECT array_agg(a.attname::text ORDER BY n) FROM unnest(k.conkey) WITH ORDINALITY AS u(number, n) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number) AS columns,
           (SELECT array_agg(a.attname::text ORDER BY n) FROM unnest(k.confkey) WITH ORDINALITY AS u(number, n) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number) AS references
      FROM pg_constraint k JOIN (${tenantTables}) t ON t.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid WHERE k.contype = 'f' ORDER BY k.conname`);
  return rows.map((row) => {
    const parents = strings(row.references);
    return {
      name: String(row.name),
      child: String(row.child),
      parent: String(row.parent),
      pairs: strings(row.columns).map((column, index) => [column, parents[index] ?? ""] as const),
    };
  });
};

const carriesTenant = (key: Key) =>
  key.parent === "tenant"
    ? key.pairs.some(([child, parent]) => child === "tenant_id" && parent === "id")
    : key.pairs.some(([child, parent]) => child === "tenant_id" && parent === "tenant_id");

// The row by its id and not by its content: findings are kept, mailed and read by the whole office.
const row = "coalesce(to_jsonb(c) ->> 'id', to_jsonb(c) ->> 'entry_id', c.ctid::text)";

const orphansOf = (key: Key) => `
  SELECT 'a row references what its tenant does not have' AS what, format('%s to %s: %s', ${literal(key.child)}, ${literal(key.parent)}, ${row}) AS place, NULL AS target
    FROM ${quoted(key.child)} c
   WHERE ${key.pairs.map(([child]) => `c.${quoted(child)} IS NOT NULL`).join(" AND ")}
     AND NOT EXISTS (SELECT 1 FROM ${quoted(key.parent)} p WHERE ${key.pairs.map(([child, parent]) => `p.${quoted(parent)} = c.${quoted(child)}`).join(" AND ")})`;

const orphan = (reference: string) =>
  `'a row references what its tenant does not have', format('%s: %s', ${literal(reference)}, ${row}), NULL`;

const looseOrphansOf = (reference: string, parent: string, owned: string) => {
  const [table = "", column = ""] = reference.split(".");
  const id = `c.${quoted(column)}`;
  const own = `p.tenant_id = c.tenant_id`;
  const rows = `FROM ${quoted(table)} c WHERE ${id} IS NOT NULL`;
  if (parent === "any")
    // What is not among the tenant's own rows is asked for among the others' by a look-up, since a tenant cannot see them.
    return `
  SELECT * FROM (
    WITH loose AS MATERIALIZED (SELECT c.tenant_id, ${id} AS id, ${row} AS row ${rows} AND NOT EXISTS (SELECT 1 FROM (${owned}) p WHERE p.id = ${id} AND ${own}))
    SELECT 'a row references another tenant''s row', format('%s: %s', ${literal(reference)}, c.row), NULL
      FROM (SELECT tenant_id, array_agg(DISTINCT id) AS ids FROM loose GROUP BY tenant_id) asking
      CROSS JOIN LATERAL lookup.foreign_ids(asking.tenant_id, asking.ids) AS theirs
      JOIN loose c ON c.tenant_id = asking.tenant_id AND c.id = theirs) AS foreign_rows`;
  if (parent === "member")
    return `SELECT ${orphan(reference)} ${rows} AND NOT EXISTS (SELECT 1 FROM member p WHERE ${own} AND p.id = ${id}) AND NOT EXISTS (SELECT 1 FROM member p WHERE ${own} AND p.user_id = ${id})`;
  return `SELECT ${orphan(reference)} ${rows} AND NOT EXISTS (SELECT 1 FROM ${quoted(parent)} p WHERE ${own} AND p.id = ${id})`;
};

/** A uuid column nobody follows: neither the row's own id, nor under a foreign key, nor in the list. */
const unfollowed = `
  SELECT 'an id is neither under a foreign key nor in src/server/invariants/references.ts' AS what, format('%s.%s', t.relname, a.attname) AS place, NULL AS target
    FROM (${tenantTables}) t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE a.atttypid = 'uuid'::regtype AND a.attname NOT IN ('id', 'tenant_id') AND format('%s.%s', t.relname, a.attname) <> ALL (${list(Object.keys(looseReferences))})
     AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey))`;

// A tenant sees none of these, so they are counted by a look-up.
const homeless = `
  SELECT 'rows belong to no tenant', format('%s: %s rows', relation, n), NULL FROM lookup.rows_without_tenant()`;

/** I10. Under row level security another tenant's row is not seen at all, so a reference to it shows as one to nothing. */
export const noForeignRow: Invariant = {
  id: "I10",
  needs: [],
  find: async (query) => {
    const keys = await keysOfTenants(query);
    const wide = keys.filter((key) => !carriesTenant(key) && !personKeys.includes(key.name));
    const withId = await query(`
      SELECT t.relname FROM (${tenantTables}) t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'id' AND a.atttypid = 'uuid'::regtype
       WHERE t.relname <> 'tenant' ORDER BY 1`);
    const owned = [
      "SELECT id AS tenant_id, id FROM tenant",
      ...withId.map((row) => `SELECT tenant_id, id FROM ${quoted(String(row.relname))}`),
    ].join(" UNION ALL ");
    const found: Finding[] = wide.map((key) => ({
      what: "a foreign key does not carry the tenant",
      place: `${key.child}: ${key.name}`,
      target: null,
    }));
    const selects = [
      unfollowed,
      ...keys.filter(carriesTenant).map(orphansOf),
      ...Object.entries(looseReferences).map(([reference, parent]) => looseOrphansOf(reference, parent, owned)),
      homeless,
    ];
    return [...found, ...(await findingsOf(query, selects.join(" UNION ALL ")))].slice(0, findingLimit);
  },
};

/** I11. What the catalogue says of the walls between tenants. */
export const rowSecurity = asked(
  "I11",
  `
  SELECT 'row level security is not enabled and forced' AS what, format('table %s', t.relname) AS place, NULL AS target
    FROM (${tenantTables}) t WHERE NOT (t.relrowsecurity AND t.relforcerowsecurity)
  UNION ALL
  SELECT 'no policy keeps the table to its own tenant', format('table %s', t.relname), NULL
    FROM (${tenantTables}) t WHERE NOT EXISTS (
      SELECT 1 FROM pg_policy p WHERE p.polrelid = t.oid AND p.polcmd = '*' AND p.polroles = '{0}'
         AND pg_get_expr(p.polqual, p.polrelid) LIKE '(' || ${tenantColumn} || ' = %current_setting(''app.tenant_id''%'
         AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '(' || ${tenantColumn} || ' = %current_setting(''app.tenant_id''%')
  UNION ALL
  SELECT 'a policy lets another role see more than its own tenant', format('policy %s on %s', p.polname, t.relname), NULL
    FROM (${tenantTables}) t JOIN pg_policy p ON p.polrelid = t.oid
   WHERE p.polpermissive AND p.polname <> 'own_tenant' AND p.polroles <> ARRAY[coalesce(to_regrole(${literal(lookupOwner)})::oid, 0)]
     AND (p.polroles <> ARRAY[coalesce(to_regrole(${literal(counter)})::oid, 0)] OR p.polcmd <> 'r')
  UNION ALL
  SELECT 'a table is hidden from the count across tenants: it needs the grant and the policy counter_reads', format('table %s', t.relname), NULL
    FROM (${tenantTables}) t WHERE NOT EXISTS (
      SELECT 1 FROM pg_policy p WHERE p.polrelid = t.oid AND p.polroles = ARRAY[to_regrole(${literal(counter)})::oid] AND pg_get_expr(p.polqual, p.polrelid) = 'true')
  UNION ALL
  SELECT 'a table is neither a tenant''s nor in the list of platform tables', format('table %s', c.relname), NULL
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> ALL (${list(platformTables)})
     AND c.oid NOT IN (SELECT t.oid FROM (${tenantTables}) t)
  UNION ALL
  SELECT 'an index does not begin with the tenant', format('index %s of %s', i.relname, t.relname), NULL
    FROM (${tenantTables}) t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
   WHERE a.attname IS DISTINCT FROM ${tenantColumn} AND i.relname <> ALL (${list(queueIndexes)})
     AND pg_get_indexdef(i.oid, 1, false) NOT LIKE 'fragments(tenant_id, %' -- the tenant is in each key (decision 022)
     AND NOT (a.attname = 'id' AND i.relam = (SELECT oid FROM pg_am WHERE amname = 'hash')) -- a hash of ids has no order to go along (decision 087)
  UNION ALL
  SELECT 'a role can pass row level security', format('role %s', r.rolname), NULL FROM pg_roles r
   WHERE (r.rolsuper OR r.rolbypassrls) AND (r.rolname IN (${literal(applicationGroup)}, ${literal(lookupOwner)}, ${literal(counter)}, ${literal(undoer)})
      OR (r.oid IN (SELECT m.member FROM pg_auth_members m WHERE m.roleid = to_regrole(${literal(applicationGroup)}))))
  UNION ALL
  SELECT 'the application may become the owner of the look-ups, or of what undoes', format('role %s', m.member::regrole), NULL FROM pg_auth_members m
   WHERE m.roleid IN (to_regrole(${literal(lookupOwner)}), to_regrole(${literal(counter)}), to_regrole(${literal(undoer)})) AND m.member IN (SELECT a.member FROM pg_auth_members a WHERE a.roleid = to_regrole(${literal(applicationGroup)}))
  UNION ALL
  SELECT 'a function that runs as its owner is not a listed look-up, or is open to everyone', format('function %s.%s(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), NULL
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace,
         LATERAL (SELECT format('%s.%s(%s)', n.nspname, p.proname, (SELECT coalesce(string_agg(format_type(u.type, NULL), ',' ORDER BY u.n), '')
                    FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS u(type, n))) AS signature) f
   WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     AND ((f.signature <> ALL (${list(lookupFunctions)}) OR p.proowner IS DISTINCT FROM to_regrole(${literal(lookupOwner)}))
      AND (f.signature <> ALL (${list(counterFunctions)}) OR p.proowner IS DISTINCT FROM to_regrole(${literal(counter)}))
      AND (f.signature <> ALL (${list(undoFunctions)}) OR p.proowner IS DISTINCT FROM to_regrole(${literal(undoer)}))
       OR NOT EXISTS (SELECT 1 FROM unnest(p.proconfig) AS c WHERE c LIKE 'search_path=%')
       OR EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a WHERE a.grantee = 0))`,
);
