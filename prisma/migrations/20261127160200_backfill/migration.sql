-- What stood before a system was connected is brought to it in batches (decision 123).

CREATE TYPE "backfill_system" AS ENUM ('BOOKS', 'CRM');
CREATE TYPE "backfill_state" AS ENUM ('RUNNING', 'DONE', 'STOPPED');

CREATE TABLE "backfill" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "system" "backfill_system" NOT NULL,
    "connection_id" UUID NOT NULL,
    "since" DATE NOT NULL,
    "state" "backfill_state" NOT NULL DEFAULT 'RUNNING',
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "position_rank" INTEGER NOT NULL DEFAULT 0,
    "position_id" UUID,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "started_by_id" UUID,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "backfill_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE INDEX "backfill_tenant_id_connection_id_started_at_idx" ON "backfill"("tenant_id", "connection_id", "started_at");
-- One at a time for each connection.
CREATE UNIQUE INDEX backfill_running ON backfill (tenant_id, connection_id) WHERE state = 'RUNNING';
ALTER TABLE backfill ADD CONSTRAINT backfill_finished CHECK ((state = 'RUNNING') = (finished_at IS NULL));

ALTER TABLE backfill ENABLE ROW LEVEL SECURITY;
ALTER TABLE backfill FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON backfill
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY counter_reads ON backfill FOR SELECT TO pitlane_counter USING (true);
-- I10 and I11 ask over all tenants, of ids alone.
GRANT SELECT (tenant_id, id) ON backfill TO pitlane_counter;
REVOKE DELETE ON backfill FROM pitlane_app;

-- Whoever keeps books elsewhere follows money that is moved between invoices, too.
INSERT INTO event_subscription (tenant_id, event_type, consumer, source_id)
  SELECT tenant_id, 'payment/shifted', 'sync-accounting', id FROM connection WHERE disconnected_at IS NULL
  ON CONFLICT DO NOTHING;
