-- Imports: the file's rows as they came and what became of each, and the one way to take back what an import made.

CREATE TYPE import_noun AS ENUM ('CUSTOMERS', 'VEHICLES', 'PARTS');
CREATE TYPE import_mode AS ENUM ('SKIP', 'FILL', 'UPDATE');
CREATE TYPE import_state AS ENUM ('READ', 'CHECKING', 'CHECKED', 'RUNNING', 'DONE', 'UNDOING', 'UNDONE');
CREATE TYPE import_row_state AS ENUM ('READ', 'NEW', 'CHANGE', 'SAME', 'SKIP', 'ERROR', 'CREATED', 'CHANGED', 'REFUSED', 'REMOVED', 'RESTORED', 'KEPT');

CREATE TABLE data_import (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  noun import_noun NOT NULL,
  state import_state NOT NULL DEFAULT 'READ',
  file_name text NOT NULL,
  encoding text NOT NULL,
  delimiter text NOT NULL,
  header text[],
  row_count integer NOT NULL,
  mapping jsonb NOT NULL,
  mode import_mode NOT NULL DEFAULT 'SKIP',
  branch_id uuid,
  position integer NOT NULL DEFAULT 0,
  created_by_id uuid NOT NULL,
  created_by_name text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  finished_at timestamptz(3),
  undone_at timestamptz(3),
  summary jsonb,
  CONSTRAINT data_import_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT data_import_tenant_id_branch_id_fkey FOREIGN KEY (tenant_id, branch_id) REFERENCES branch (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX data_import_tenant_id_created_at_idx ON data_import (tenant_id, created_at);
-- What is worked on says whose prices and numbers it reads; the check chose the branch.
ALTER TABLE data_import ADD CONSTRAINT data_import_branch CHECK (state = 'READ' OR branch_id IS NOT NULL);
-- Finished is a fact with a time, and so is undone.
ALTER TABLE data_import ADD CONSTRAINT data_import_finished CHECK ((state IN ('DONE', 'UNDOING', 'UNDONE')) = (finished_at IS NOT NULL));
ALTER TABLE data_import ADD CONSTRAINT data_import_undone CHECK ((state = 'UNDONE') = (undone_at IS NOT NULL));
ALTER TABLE data_import ADD CONSTRAINT data_import_counts CHECK (row_count > 0 AND position >= 0);

CREATE TABLE import_row (
  tenant_id uuid NOT NULL,
  import_id uuid NOT NULL,
  row_number integer NOT NULL,
  cells text[],
  state import_row_state NOT NULL DEFAULT 'READ',
  problems jsonb NOT NULL DEFAULT '[]',
  keys text[] DEFAULT ARRAY[]::text[],
  target_id uuid,
  target_label text,
  matched_by text,
  changes jsonb NOT NULL DEFAULT '{}',
  CONSTRAINT import_row_pkey PRIMARY KEY (tenant_id, import_id, row_number),
  CONSTRAINT import_row_tenant_id_import_id_fkey FOREIGN KEY (tenant_id, import_id) REFERENCES data_import (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX import_row_tenant_id_import_id_state_row_number_idx ON import_row (tenant_id, import_id, state, row_number);
CREATE INDEX import_row_tenant_id_target_id_idx ON import_row (tenant_id, target_id);
-- A row that was refused says why: that is what its file is mended by.
ALTER TABLE import_row ADD CONSTRAINT import_row_told CHECK (state NOT IN ('ERROR', 'REFUSED', 'KEPT') OR jsonb_array_length(problems) > 0);
-- What an import made or changed can be found again, or it could not be undone.
ALTER TABLE import_row ADD CONSTRAINT import_row_target CHECK (state NOT IN ('CREATED', 'CHANGED', 'RESTORED') OR target_id IS NOT NULL);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['data_import', 'import_row'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
-- An import is a record; its rows, which hold what people wrote of their customers, are forgotten in time.
REVOKE DELETE ON data_import FROM pitlane_app;
GRANT SELECT (tenant_id, id) ON data_import TO pitlane_counter;
GRANT SELECT (tenant_id) ON import_row TO pitlane_counter;

-- ── Taking back ─────────────────────────────────────────────────────────────────────────────────

-- The application deletes no part, customer or vehicle. An import's undoing does, through one function of a role that
-- can delete nothing else, holds no wide policy (so each call stays within its tenant), and goes by the import's rows.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'pitlane_undoer') THEN
    CREATE ROLE pitlane_undoer NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- two databases migrating in one moment
END $$;
GRANT USAGE ON SCHEMA public TO pitlane_undoer;
GRANT SELECT ON data_import, import_row, part, stock_level, stock_movement, stock_shortage, customer, vehicle TO pitlane_undoer;
GRANT DELETE ON part, stock_level, stock_movement, stock_shortage, customer, vehicle TO pitlane_undoer;

-- The ledger stays written once for everybody else, the administrator included.
CREATE FUNCTION refuse_change_of_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_user = 'pitlane_undoer' THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is written once: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'PL001';
END $$;
DROP TRIGGER stock_movement_immutable ON stock_movement;
CREATE TRIGGER stock_movement_immutable BEFORE UPDATE OR DELETE ON stock_movement FOR EACH ROW EXECUTE FUNCTION refuse_change_of_ledger();

CREATE SCHEMA undo;
GRANT USAGE ON SCHEMA undo TO pitlane_app;

/* Removes what an import that is being undone has made, of these ids; foreign keys refuse what something else names by now. Returns what is gone. */
CREATE FUNCTION undo.remove_imported(p_import uuid, p_ids uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  ids uuid[];
  made public.import_noun;
BEGIN
  SELECT i.noun INTO made FROM public.data_import i WHERE i.id = p_import AND i.state = 'UNDOING';
  SELECT array_agg(r.target_id) INTO ids FROM public.import_row r
   WHERE r.import_id = p_import AND r.state = 'CREATED' AND r.target_id = ANY (p_ids);
  CASE made
    WHEN 'PARTS' THEN
      DELETE FROM public.stock_shortage s WHERE s.part_id = ANY (ids);
      DELETE FROM public.stock_movement m WHERE m.part_id = ANY (ids);
      DELETE FROM public.stock_level l WHERE l.part_id = ANY (ids);
      RETURN QUERY DELETE FROM public.part p WHERE p.id = ANY (ids) RETURNING p.id;
    WHEN 'CUSTOMERS' THEN
      RETURN QUERY DELETE FROM public.customer c WHERE c.id = ANY (ids) RETURNING c.id;
    WHEN 'VEHICLES' THEN
      RETURN QUERY DELETE FROM public.vehicle v WHERE v.id = ANY (ids) RETURNING v.id;
    ELSE NULL;
  END CASE;
END $$;

/* Takes back the opening quantity, and the level where there was none, that an import being undone gave these parts at its branch. Returns the parts. */
CREATE FUNCTION undo.remove_opening(p_import uuid, p_ids uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  place uuid;
  opened uuid[];
  stocked uuid[];
BEGIN
  SELECT i.branch_id INTO place FROM public.data_import i WHERE i.id = p_import AND i.state = 'UNDOING';
  -- What has moved since is not the import's alone any more.
  -- A field of the level that was null before tells that there was no level.
  SELECT array_agg(r.target_id), array_agg(r.target_id) FILTER (WHERE jsonb_path_exists(r.changes, '$.*[0] ? (@ == null)')) INTO opened, stocked
    FROM public.import_row r
   WHERE r.import_id = p_import AND r.state = 'CHANGED' AND r.target_id = ANY (p_ids)
     AND (SELECT count(*) FROM public.stock_movement m WHERE m.branch_id = place AND m.part_id = r.target_id) = (coalesce((r.changes #>> '{openingQuantity,1}')::numeric, 0) > 0)::int;
  DELETE FROM public.stock_movement m WHERE m.branch_id = place AND m.part_id = ANY (opened);
  DELETE FROM public.stock_shortage s WHERE s.branch_id = place AND s.part_id = ANY (stocked);
  DELETE FROM public.stock_level l WHERE l.branch_id = place AND l.part_id = ANY (stocked);
  RETURN QUERY SELECT unnest(opened);
END $$;

GRANT USAGE, CREATE ON SCHEMA undo TO pitlane_undoer;
ALTER FUNCTION undo.remove_imported(uuid, uuid[]) OWNER TO pitlane_undoer;
ALTER FUNCTION undo.remove_opening(uuid, uuid[]) OWNER TO pitlane_undoer;
REVOKE ALL ON FUNCTION undo.remove_imported(uuid, uuid[]), undo.remove_opening(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION undo.remove_imported(uuid, uuid[]), undo.remove_opening(uuid, uuid[]) TO pitlane_app;
REVOKE CREATE ON SCHEMA undo FROM pitlane_undoer;
