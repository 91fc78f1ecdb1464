-- A CRM that is told of customers, vehicles and jobs (decision 121): what is connected, and a ledger of what stands there.

CREATE TYPE "crm_kind" AS ENUM ('CONTACT', 'VEHICLE', 'DEAL');

CREATE TABLE "crm_connection" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "portal_id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "vehicle_object" TEXT,
    "choices" JSONB NOT NULL,
    "mapping" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "connected_at" TIMESTAMPTZ(3) NOT NULL,
    "connected_by_id" UUID,
    "broken_at" TIMESTAMPTZ(3),
    "broken_reason" TEXT,
    "disconnected_at" TIMESTAMPTZ(3),

    CONSTRAINT "crm_connection_pkey" PRIMARY KEY ("tenant_id","id")
);
-- Customers are told to one CRM.
CREATE UNIQUE INDEX crm_connection_open ON crm_connection (tenant_id) WHERE disconnected_at IS NULL;
-- A token that can be read in the database is everybody's; of one that was disconnected none is kept.
ALTER TABLE crm_connection ADD CONSTRAINT crm_connection_token CHECK (CASE WHEN disconnected_at IS NULL THEN token ~ '^v1\.' ELSE token = '' END);
ALTER TABLE crm_connection ADD CONSTRAINT crm_connection_broken CHECK ((broken_at IS NULL) = (broken_reason IS NULL));

CREATE TABLE "crm_record" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "kind" "crm_kind" NOT NULL,
    "source_id" UUID NOT NULL,
    "external_id" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "attempted_at" TIMESTAMPTZ(3) NOT NULL,
    "synced_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "crm_record_pkey" PRIMARY KEY ("tenant_id","id")
);
-- Each stands once there.
CREATE UNIQUE INDEX "crm_record_tenant_id_connection_id_kind_source_id_key" ON "crm_record"("tenant_id", "connection_id", "kind", "source_id");
-- The page of what went there, the last attempt first.
CREATE INDEX "crm_record_tenant_id_connection_id_attempted_at_id_idx" ON "crm_record"("tenant_id", "connection_id", "attempted_at", "id");
ALTER TABLE "crm_record" ADD CONSTRAINT "crm_record_tenant_id_connection_id_fkey" FOREIGN KEY ("tenant_id", "connection_id") REFERENCES "crm_connection"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['crm_connection', 'crm_record'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
-- I10 and I11 ask over all tenants, of ids alone.
GRANT SELECT (tenant_id, id) ON crm_connection, crm_record TO pitlane_counter;
REVOKE DELETE ON crm_connection FROM pitlane_app;
