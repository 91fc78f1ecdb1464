-- Checks of the invariants as rows, and the two counts that no tenant can make by itself.

CREATE TYPE invariant_trigger AS ENUM ('NIGHTLY', 'ON_DEMAND');

CREATE TABLE invariant_check (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  trigger invariant_trigger NOT NULL,
  asked_by_id uuid,
  asked_by_name text NOT NULL,
  started_at timestamptz(3) NOT NULL,
  asked integer NOT NULL DEFAULT 0,
  finished_at timestamptz(3),
  duration_ms integer,
  results jsonb,
  error text,
  CONSTRAINT invariant_check_pkey PRIMARY KEY (tenant_id, id)
);
-- One that has ended says what it found, or why it found nothing: never both, never neither.
ALTER TABLE invariant_check ADD CONSTRAINT invariant_check_ended CHECK (
  num_nonnulls(results, error) = CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END);
-- It reads the whole of a tenant: two at a time would only be slower.
CREATE UNIQUE INDEX invariant_check_one_running ON invariant_check (tenant_id) WHERE finished_at IS NULL;

ALTER TABLE invariant_check ENABLE ROW LEVEL SECURITY;
ALTER TABLE invariant_check FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON invariant_check
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));

-- ── What a tenant cannot see of itself: ids of its own that are another's, and rows of nobody ───

-- A role of its own, which can read no column but tenant and id: the other look-ups see no more than before.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'pitlane_counter') THEN
    CREATE ROLE pitlane_counter NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- two databases migrating in one moment
END $$;
GRANT USAGE ON SCHEMA public TO pitlane_counter;

-- A table that comes later needs the same three lines; I11 is broken until it has them.
DO $$
DECLARE
  name text;
  columns text;
BEGIN
  FOR name, columns IN
    SELECT c.relname, string_agg(quote_ident(a.attname), ', ')
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped AND a.attname IN ('tenant_id', 'id')
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND (c.relname = 'tenant' OR EXISTS (
         SELECT 1 FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant_id' AND NOT t.attisdropped))
     GROUP BY c.relname
  LOOP
    EXECUTE format('GRANT SELECT (%s) ON %I TO pitlane_counter', columns, name);
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;

/* Which of these ids, that a tenant's rows point at, are the ids of another tenant's rows. Nothing is told that was not asked. */
CREATE FUNCTION lookup.foreign_ids(p_tenant uuid, p_ids uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE relation regclass;
BEGIN
  -- Asked with nothing, as nearly always: no table is read.
  IF cardinality(p_ids) = 0 THEN RETURN; END IF;
  FOR relation IN
    SELECT c.oid FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND 2 = (
       SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
          AND a.attname IN ('tenant_id', 'id') AND a.atttypid = 'uuid'::regtype
          -- A table that this role may not read is I11's to name; it must not keep the others from being asked.
          AND has_column_privilege(c.oid, a.attnum, 'SELECT'))
  LOOP
    RETURN QUERY EXECUTE format('SELECT r.id FROM %s r WHERE r.id = ANY ($1) AND r.tenant_id <> $2', relation) USING p_ids, p_tenant;
  END LOOP;
END $$;

/* By table, how many rows belong to a tenant that does not exist. Steps from tenant to tenant along the key, so it costs no scan. */
CREATE FUNCTION lookup.rows_without_tenant() RETURNS TABLE (relation text, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE found regclass;
BEGIN
  FOR found IN
    SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND has_column_privilege(c.oid, a.attnum, 'SELECT') ORDER BY c.relname
  LOOP
    RETURN QUERY EXECUTE format($query$
      WITH RECURSIVE owner (id) AS (
        (SELECT r.tenant_id FROM %1$s r ORDER BY r.tenant_id LIMIT 1)
        UNION ALL
        SELECT (SELECT r.tenant_id FROM %1$s r WHERE r.tenant_id > owner.id ORDER BY r.tenant_id LIMIT 1) FROM owner WHERE owner.id IS NOT NULL
      ), nobody AS (
        SELECT owner.id FROM owner WHERE owner.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.tenant t WHERE t.id = owner.id)
      )
      SELECT %2$L::text, count(*) FROM nobody JOIN %1$s r ON r.tenant_id = nobody.id HAVING count(*) > 0$query$,
      found, (SELECT c.relname FROM pg_class c WHERE c.oid = found));
  END LOOP;
END $$;

GRANT USAGE, CREATE ON SCHEMA lookup TO pitlane_counter;
ALTER FUNCTION lookup.foreign_ids(uuid, uuid[]) OWNER TO pitlane_counter;
ALTER FUNCTION lookup.rows_without_tenant() OWNER TO pitlane_counter;
REVOKE ALL ON FUNCTION lookup.foreign_ids(uuid, uuid[]), lookup.rows_without_tenant() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lookup.foreign_ids(uuid, uuid[]), lookup.rows_without_tenant() TO pitlane_app;
REVOKE CREATE ON SCHEMA lookup FROM pitlane_counter;
