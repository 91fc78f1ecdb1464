-- What a movement was worth when it happened: a part's cost changes, the value of a past day must not.
ALTER TABLE stock_movement ADD COLUMN unit_cost_minor BIGINT NOT NULL DEFAULT 0;
-- Movements of before are valued at the cost of today, the only one known. The ledger is written once, so its trigger
-- steps aside for this one statement.
ALTER TABLE stock_movement DISABLE TRIGGER stock_movement_immutable;
UPDATE stock_movement m SET unit_cost_minor = s.cost_minor FROM stock_level s
 WHERE s.tenant_id = m.tenant_id AND s.branch_id = m.branch_id AND s.part_id = m.part_id;
ALTER TABLE stock_movement ENABLE TRIGGER stock_movement_immutable;

-- The figures of a day are read by branch and time.
CREATE INDEX "stock_movement_tenant_id_branch_id_at_idx" ON "stock_movement"("tenant_id", "branch_id", "at");
CREATE INDEX "service_record_tenant_id_branch_id_performed_at_idx" ON "service_record"("tenant_id", "branch_id", "performed_at");

-- CreateTable
CREATE TABLE "stock_shortage" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "part_id" UUID NOT NULL,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "announced_at" TIMESTAMPTZ(3),
    "announced_key" TEXT,

    CONSTRAINT "stock_shortage_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE INDEX "stock_shortage_tenant_id_branch_id_part_id_began_at_idx" ON "stock_shortage"("tenant_id", "branch_id", "part_id", "began_at");
ALTER TABLE "stock_shortage" ADD CONSTRAINT "stock_shortage_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "stock_shortage" ADD CONSTRAINT "stock_shortage_tenant_id_part_id_fkey" FOREIGN KEY ("tenant_id", "part_id") REFERENCES "part"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- One episode at a time for a part at a branch: the task and the mail hang on it, so there cannot be two of either.
CREATE UNIQUE INDEX stock_shortage_one_open ON stock_shortage (tenant_id, branch_id, part_id) WHERE ended_at IS NULL;
-- Told when, and by what: one without the other could not be repeated by its own delivery.
ALTER TABLE stock_shortage ADD CONSTRAINT stock_shortage_announced CHECK ((announced_at IS NULL) = (announced_key IS NULL));

-- CreateTable
CREATE TABLE "daily_metric" (
    "tenant_id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "cards_completed" INTEGER NOT NULL DEFAULT 0,
    "turnaround_minutes" BIGINT NOT NULL DEFAULT 0,
    "invoices" INTEGER NOT NULL DEFAULT 0,
    "net_minor" BIGINT NOT NULL DEFAULT 0,
    "tax_minor" BIGINT NOT NULL DEFAULT 0,
    "total_minor" BIGINT NOT NULL DEFAULT 0,
    "labour_net_minor" BIGINT NOT NULL DEFAULT 0,
    "part_net_minor" BIGINT NOT NULL DEFAULT 0,
    "other_net_minor" BIGINT NOT NULL DEFAULT 0,
    "cost_minor" BIGINT NOT NULL DEFAULT 0,
    "stock_movements" INTEGER NOT NULL DEFAULT 0,
    "stock_received_minor" BIGINT NOT NULL DEFAULT 0,
    "stock_issued_minor" BIGINT NOT NULL DEFAULT 0,
    "stock_corrected_minor" BIGINT NOT NULL DEFAULT 0,
    "refreshed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "daily_metric_pkey" PRIMARY KEY ("tenant_id","branch_id","day")
);
ALTER TABLE "daily_metric" ADD CONSTRAINT "daily_metric_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- Three sums over the same invoices.
ALTER TABLE daily_metric ADD CONSTRAINT daily_metric_total CHECK (total_minor = net_minor + tax_minor);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['stock_shortage', 'daily_metric'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
  END LOOP;
END $$;
-- An episode is history once it has begun.
REVOKE DELETE ON stock_shortage FROM pitlane_app;
-- I10 and I11 ask over all tenants, of ids alone.
GRANT SELECT (tenant_id, id) ON stock_shortage TO pitlane_counter;
GRANT SELECT (tenant_id) ON daily_metric TO pitlane_counter;
CREATE POLICY counter_reads ON stock_shortage FOR SELECT TO pitlane_counter USING (true);
CREATE POLICY counter_reads ON daily_metric FOR SELECT TO pitlane_counter USING (true);
