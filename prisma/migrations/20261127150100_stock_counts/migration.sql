-- Stocktake (decision 116): a sheet of parts to be counted, each against the level at the moment when it was counted.

CREATE TYPE "stock_count_status" AS ENUM ('OPEN', 'POSTED', 'CANCELLED');

CREATE TABLE "stock_count" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "status" "stock_count_status" NOT NULL,
    "scope" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_by_id" UUID,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by_id" UUID,

    CONSTRAINT "stock_count_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE UNIQUE INDEX "stock_count_tenant_id_number_key" ON "stock_count"("tenant_id", "number");
CREATE INDEX "stock_count_tenant_id_branch_id_number_idx" ON "stock_count"("tenant_id", "branch_id", "number");
ALTER TABLE "stock_count" ADD CONSTRAINT "stock_count_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE stock_count ADD CONSTRAINT stock_count_number CHECK (number >= 1);
-- What is over says since when.
ALTER TABLE stock_count ADD CONSTRAINT stock_count_closed CHECK ((status = 'OPEN') = (closed_at IS NULL));

CREATE TABLE "stock_count_line" (
    "tenant_id" UUID NOT NULL,
    "stock_count_id" UUID NOT NULL,
    "part_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "counted" DECIMAL(12,3),
    "expected" DECIMAL(12,3),
    "corrections" INTEGER,
    "counted_at" TIMESTAMPTZ(3),
    "counted_by_id" UUID,
    "unit_cost_minor" BIGINT,

    CONSTRAINT "stock_count_line_pkey" PRIMARY KEY ("tenant_id","stock_count_id","part_id")
);
CREATE INDEX "stock_count_line_tenant_id_stock_count_id_position_idx" ON "stock_count_line"("tenant_id", "stock_count_id", "position");
CREATE INDEX "stock_count_line_tenant_id_part_id_idx" ON "stock_count_line"("tenant_id", "part_id");
ALTER TABLE "stock_count_line" ADD CONSTRAINT "stock_count_line_tenant_id_stock_count_id_fkey" FOREIGN KEY ("tenant_id", "stock_count_id") REFERENCES "stock_count"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "stock_count_line" ADD CONSTRAINT "stock_count_line_tenant_id_part_id_fkey" FOREIGN KEY ("tenant_id", "part_id") REFERENCES "part"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE stock_count_line ADD CONSTRAINT stock_count_line_amounts CHECK (counted >= 0 AND expected >= 0 AND unit_cost_minor >= 0);
-- A figure without what the books said at that moment is worth nothing later.
ALTER TABLE stock_count_line ADD CONSTRAINT stock_count_line_counted CHECK (
  num_nulls(counted, expected, corrections, counted_at) IN (0, 4) AND (unit_cost_minor IS NULL OR counted IS NOT NULL));

-- Which count a movement settles.
ALTER TABLE "stock_movement" ADD COLUMN "stock_count_id" UUID;
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_tenant_id_stock_count_id_fkey" FOREIGN KEY ("tenant_id", "stock_count_id") REFERENCES "stock_count"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "stock_movement_tenant_id_stock_count_id_idx" ON "stock_movement"("tenant_id", "stock_count_id");
ALTER TABLE stock_movement ADD CONSTRAINT stock_movement_count CHECK ((kind = 'COUNT') = (stock_count_id IS NOT NULL));
ALTER TABLE stock_movement DROP CONSTRAINT stock_movement_direction;
ALTER TABLE stock_movement ADD CONSTRAINT stock_movement_direction CHECK (CASE kind
  WHEN 'RECEIVE' THEN on_hand_change > 0 AND reserved_change = 0
  WHEN 'RESERVE' THEN on_hand_change = 0 AND reserved_change > 0
  WHEN 'RELEASE' THEN on_hand_change = 0 AND reserved_change < 0
  WHEN 'ISSUE'   THEN on_hand_change < 0 AND reserved_change BETWEEN on_hand_change AND 0
  WHEN 'RETURN'  THEN on_hand_change > 0 AND reserved_change = 0
  WHEN 'ADJUST'  THEN on_hand_change <> 0 AND reserved_change = 0 AND btrim(reason) <> ''
  WHEN 'COUNT'   THEN on_hand_change <> 0 AND reserved_change = 0
END);
-- Whether a part was corrected since it was counted: few movements are corrections.
CREATE INDEX stock_movement_corrections ON stock_movement (tenant_id, branch_id, part_id) WHERE kind IN ('ADJUST', 'COUNT');

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['stock_count', 'stock_count_line'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
REVOKE DELETE ON stock_count, stock_count_line FROM pitlane_app;
GRANT SELECT (tenant_id, id) ON stock_count TO pitlane_counter;
GRANT SELECT (tenant_id) ON stock_count_line TO pitlane_counter;
