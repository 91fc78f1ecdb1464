-- People and their cars over time: contacts, consents, former plates and owners, customers made one.

ALTER TABLE customer
  -- Lists go by name: lower() of a row is not leakproof, a column of text is (decision 013).
  ADD COLUMN name_key text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
  ADD COLUMN email_label text NOT NULL DEFAULT '',
  ADD COLUMN phone_label text NOT NULL DEFAULT '',
  ADD COLUMN note text NOT NULL DEFAULT '',
  ADD COLUMN archived_reason text,
  ADD COLUMN merged_into_id uuid;
ALTER TABLE customer ADD CONSTRAINT customer_tenant_id_merged_into_id_fkey
  FOREIGN KEY (tenant_id, merged_into_id) REFERENCES customer (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE;
-- A reason, and a customer in its place, belong to one that is put away.
ALTER TABLE customer ADD CONSTRAINT customer_archived CHECK (
  archived_at IS NOT NULL OR (archived_reason IS NULL AND merged_into_id IS NULL));
-- Merged into itself it would be found under nobody.
ALTER TABLE customer ADD CONSTRAINT customer_merged_into_another CHECK (merged_into_id <> id);
CREATE INDEX customer_tenant_id_merged_into_id_idx ON customer (tenant_id, merged_into_id);
CREATE INDEX customer_by_name ON customer (tenant_id, name_key, id) WHERE archived_at IS NULL;
CREATE INDEX customer_archived_by_name ON customer (tenant_id, name_key, id) WHERE archived_at IS NOT NULL;

ALTER TABLE vehicle
  ADD COLUMN plate_since timestamptz(3),
  ADD COLUMN owned_since timestamptz(3),
  ADD COLUMN archived_reason text;
ALTER TABLE vehicle ADD CONSTRAINT vehicle_archived CHECK (archived_at IS NOT NULL OR archived_reason IS NULL);
CREATE INDEX vehicle_tenant_id_vin_idx ON vehicle (tenant_id, vin);
-- Archived ones too: the unique index is of live vehicles alone.
CREATE INDEX vehicle_tenant_id_plate_normalised_idx ON vehicle (tenant_id, plate_normalised);

CREATE TYPE contact_kind AS ENUM ('EMAIL', 'PHONE');
CREATE TABLE customer_contact (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  customer_id uuid NOT NULL,
  kind contact_kind NOT NULL,
  value text NOT NULL,
  label text NOT NULL DEFAULT '',
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT customer_contact_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT customer_contact_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE
);
-- The same value twice at one customer would be merged, counted and shown twice.
CREATE UNIQUE INDEX customer_contact_tenant_id_customer_id_value_key ON customer_contact (tenant_id, customer_id, value);
CREATE INDEX customer_contact_tenant_id_value_idx ON customer_contact (tenant_id, value);
-- Compared by equality with others: a number in another spelling is another number.
ALTER TABLE customer_contact ADD CONSTRAINT customer_contact_value CHECK (CASE kind
  WHEN 'PHONE' THEN value ~ '^\+[1-9][0-9]{5,14}$'
  WHEN 'EMAIL' THEN value LIKE '%_@_%' AND value = lower(value)
END);

CREATE TYPE consent_purpose AS ENUM ('SERVICE', 'REMINDER', 'MARKETING');
CREATE TYPE consent_how AS ENUM ('IN_PERSON', 'PHONE', 'EMAIL', 'WEB', 'REPLY');
CREATE TABLE customer_consent (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  customer_id uuid NOT NULL,
  channel message_channel NOT NULL,
  purpose consent_purpose NOT NULL,
  given boolean NOT NULL,
  how consent_how NOT NULL,
  at timestamptz(3) NOT NULL,
  recorded_by_id uuid,
  recorded_by_name text NOT NULL,
  CONSTRAINT customer_consent_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT customer_consent_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX customer_consent_tenant_id_customer_id_at_idx ON customer_consent (tenant_id, customer_id, at);
-- Whether somebody had agreed on a day is settled with these rows.
CREATE TRIGGER customer_consent_immutable BEFORE UPDATE OR DELETE ON customer_consent FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE vehicle_plate (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  vehicle_id uuid NOT NULL,
  plate text NOT NULL,
  plate_normalised text NOT NULL,
  since timestamptz(3),
  until timestamptz(3) NOT NULL,
  changed_by_name text NOT NULL,
  CONSTRAINT vehicle_plate_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT vehicle_plate_tenant_id_vehicle_id_fkey FOREIGN KEY (tenant_id, vehicle_id) REFERENCES vehicle (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX vehicle_plate_tenant_id_vehicle_id_until_idx ON vehicle_plate (tenant_id, vehicle_id, until);
CREATE INDEX vehicle_plate_tenant_id_plate_normalised_idx ON vehicle_plate (tenant_id, plate_normalised);
ALTER TABLE vehicle_plate ADD CONSTRAINT vehicle_plate_period CHECK (since <= until);
ALTER TABLE vehicle_plate ADD CONSTRAINT vehicle_plate_compared CHECK (plate_normalised ~ '^[[:alnum:]]{1,16}$');

CREATE TABLE vehicle_ownership (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  vehicle_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  since timestamptz(3),
  until timestamptz(3) NOT NULL,
  changed_by_name text NOT NULL,
  CONSTRAINT vehicle_ownership_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT vehicle_ownership_tenant_id_vehicle_id_fkey FOREIGN KEY (tenant_id, vehicle_id) REFERENCES vehicle (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT vehicle_ownership_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX vehicle_ownership_tenant_id_vehicle_id_until_idx ON vehicle_ownership (tenant_id, vehicle_id, until);
CREATE INDEX vehicle_ownership_tenant_id_customer_id_idx ON vehicle_ownership (tenant_id, customer_id);
ALTER TABLE vehicle_ownership ADD CONSTRAINT vehicle_ownership_period CHECK (since <= until);

CREATE TABLE customer_distinct (
  tenant_id uuid NOT NULL,
  low_id uuid NOT NULL,
  high_id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  recorded_by_name text NOT NULL,
  CONSTRAINT customer_distinct_pkey PRIMARY KEY (tenant_id, low_id, high_id),
  CONSTRAINT customer_distinct_tenant_id_low_id_fkey FOREIGN KEY (tenant_id, low_id) REFERENCES customer (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT customer_distinct_tenant_id_high_id_fkey FOREIGN KEY (tenant_id, high_id) REFERENCES customer (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE
);
-- One row for a pair, whichever was shown on the left.
ALTER TABLE customer_distinct ADD CONSTRAINT customer_distinct_order CHECK (low_id < high_id);

CREATE TABLE customer_merge (
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
  CONSTRAINT customer_merge_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT customer_merge_tenant_id_kept_id_fkey FOREIGN KEY (tenant_id, kept_id) REFERENCES customer (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT customer_merge_tenant_id_gone_id_fkey FOREIGN KEY (tenant_id, gone_id) REFERENCES customer (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX customer_merge_tenant_id_kept_id_merged_at_idx ON customer_merge (tenant_id, kept_id, merged_at);
-- A customer is merged away once at a time, whoever asks.
CREATE UNIQUE INDEX customer_merge_one_standing ON customer_merge (tenant_id, gone_id) WHERE undone_at IS NULL;
ALTER TABLE customer_merge ADD CONSTRAINT customer_merge_two CHECK (kept_id <> gone_id);
ALTER TABLE customer_merge ADD CONSTRAINT customer_merge_undone CHECK ((undone_at IS NULL) = (undone_by_name IS NULL));

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['customer_contact', 'customer_consent', 'vehicle_plate', 'vehicle_ownership', 'customer_distinct', 'customer_merge'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    -- I10 and I11 ask over all tenants, of ids alone.
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
GRANT SELECT (tenant_id, id) ON customer_contact, customer_consent, vehicle_plate, vehicle_ownership, customer_merge TO pitlane_counter;
GRANT SELECT (tenant_id) ON customer_distinct TO pitlane_counter;
-- Append-only also by right.
REVOKE UPDATE, DELETE ON customer_consent FROM pitlane_app;
-- What has been is kept: a merge that was undone stays written down.
REVOKE DELETE ON vehicle_plate, vehicle_ownership, customer_merge FROM pitlane_app;
