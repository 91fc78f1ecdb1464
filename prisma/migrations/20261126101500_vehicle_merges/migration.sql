-- Two records of one car made one, and two again.

-- How many signs two plates differ by (levenshtein): one that was misheard is near, another car's is not.
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

ALTER TABLE vehicle
  ADD COLUMN merged_into_id uuid,
  -- Signs that look alike are one: O, Q and 0, I and 1, letters of other alphabets and with marks on them.
  ADD COLUMN plate_key text NOT NULL GENERATED ALWAYS AS (
    translate(plate_normalised, 'OQIАВЕКМНОРСТУХІΑΒΕΖΗΙΚΜΝΟΡΤΥΧÄÅÁÀÂÃÇÉÈÊËÍÌÎÏÑÖÓÒÔÕØÚÙÛÜŠŽČĆŁ', '001ABEKMH0PCTYX1ABEZH1KMN0PTYXAAAAAACEEEE1111N000000UUUUSZCCL')) STORED;
-- What is left of a plate that was written with its country before it; null where none is.
ALTER TABLE vehicle ADD COLUMN plate_home text GENERATED ALWAYS AS (
  substring(translate(plate_normalised, 'OQIАВЕКМНОРСТУХІΑΒΕΖΗΙΚΜΝΟΡΤΥΧÄÅÁÀÂÃÇÉÈÊËÍÌÎÏÑÖÓÒÔÕØÚÙÛÜŠŽČĆŁ', '001ABEKMH0PCTYX1ABEZH1KMN0PTYXAAAAAACEEEE1111N000000UUUUSZCCL')
    FROM '^(?:GB|UK|1RL|NL|CH|PL|CZ|SK|DK|F1N|R0|BG|HR|SL0|LT|LV|EST|GR|UA|USA|CDN|[ABDEFHLNPS1])(.{4,})$')) STORED;
ALTER TABLE vehicle ADD CONSTRAINT vehicle_tenant_id_merged_into_id_fkey
  FOREIGN KEY (tenant_id, merged_into_id) REFERENCES vehicle (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE;
-- A reason, and a vehicle in its place, belong to one that is put away.
ALTER TABLE vehicle DROP CONSTRAINT vehicle_archived;
ALTER TABLE vehicle ADD CONSTRAINT vehicle_archived CHECK (
  archived_at IS NOT NULL OR (archived_reason IS NULL AND merged_into_id IS NULL));
-- Merged into itself it would be found under no plate.
ALTER TABLE vehicle ADD CONSTRAINT vehicle_merged_into_another CHECK (merged_into_id <> id);
CREATE INDEX vehicle_tenant_id_merged_into_id_idx ON vehicle (tenant_id, merged_into_id);
CREATE INDEX vehicle_by_plate_key ON vehicle (tenant_id, plate_key) WHERE archived_at IS NULL;
CREATE INDEX vehicle_by_plate_home ON vehicle (tenant_id, plate_home) WHERE archived_at IS NULL AND plate_home IS NOT NULL;

CREATE TABLE vehicle_distinct (
  tenant_id uuid NOT NULL,
  low_id uuid NOT NULL,
  high_id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  recorded_by_name text NOT NULL,
  CONSTRAINT vehicle_distinct_pkey PRIMARY KEY (tenant_id, low_id, high_id),
  CONSTRAINT vehicle_distinct_tenant_id_low_id_fkey FOREIGN KEY (tenant_id, low_id) REFERENCES vehicle (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT vehicle_distinct_tenant_id_high_id_fkey FOREIGN KEY (tenant_id, high_id) REFERENCES vehicle (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE
);
-- One row for a pair, whichever was shown on the left.
ALTER TABLE vehicle_distinct ADD CONSTRAINT vehicle_distinct_order CHECK (low_id < high_id);

CREATE TABLE vehicle_merge (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  kept_id uuid NOT NULL,
  gone_id uuid NOT NULL,
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  moved jsonb NOT NULL,
  merged_at timestamptz(3) NOT NULL,
  merged_by_name text NOT NULL,
  undone_at timestamptz(3),
  undone_by_name text,
  CONSTRAINT vehicle_merge_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT vehicle_merge_tenant_id_kept_id_fkey FOREIGN KEY (tenant_id, kept_id) REFERENCES vehicle (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT vehicle_merge_tenant_id_gone_id_fkey FOREIGN KEY (tenant_id, gone_id) REFERENCES vehicle (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX vehicle_merge_tenant_id_kept_id_merged_at_idx ON vehicle_merge (tenant_id, kept_id, merged_at);
-- A vehicle is merged away once at a time, whoever asks.
CREATE UNIQUE INDEX vehicle_merge_one_standing ON vehicle_merge (tenant_id, gone_id) WHERE undone_at IS NULL;
ALTER TABLE vehicle_merge ADD CONSTRAINT vehicle_merge_two CHECK (kept_id <> gone_id);
ALTER TABLE vehicle_merge ADD CONSTRAINT vehicle_merge_undone CHECK ((undone_at IS NULL) = (undone_by_name IS NULL));

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['vehicle_distinct', 'vehicle_merge'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    -- I10 and I11 ask over all tenants, of ids alone.
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
GRANT SELECT (tenant_id, id) ON vehicle_merge TO pitlane_counter;
GRANT SELECT (tenant_id) ON vehicle_distinct TO pitlane_counter;
-- What has been is kept: a merge that was undone stays written down.
REVOKE DELETE ON vehicle_merge FROM pitlane_app;
