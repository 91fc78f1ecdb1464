-- Transfers between branches (decision 117): asked for, sent, in transit, received in parts.

CREATE TYPE "stock_transfer_status" AS ENUM ('REQUESTED', 'SENT', 'PART_RECEIVED', 'RECEIVED', 'CANCELLED');

CREATE TABLE "stock_transfer" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "from_branch_id" UUID NOT NULL,
    "to_branch_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "status" "stock_transfer_status" NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID,
    "sent_at" TIMESTAMPTZ(3),
    "sent_by_id" UUID,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by_id" UUID,
    "missing_reason" TEXT,

    CONSTRAINT "stock_transfer_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE UNIQUE INDEX "stock_transfer_tenant_id_number_key" ON "stock_transfer"("tenant_id", "number");
CREATE INDEX "stock_transfer_tenant_id_from_branch_id_number_idx" ON "stock_transfer"("tenant_id", "from_branch_id", "number");
CREATE INDEX "stock_transfer_tenant_id_to_branch_id_number_idx" ON "stock_transfer"("tenant_id", "to_branch_id", "number");
ALTER TABLE "stock_transfer" ADD CONSTRAINT "stock_transfer_tenant_id_from_branch_id_fkey" FOREIGN KEY ("tenant_id", "from_branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "stock_transfer" ADD CONSTRAINT "stock_transfer_tenant_id_to_branch_id_fkey" FOREIGN KEY ("tenant_id", "to_branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE stock_transfer ADD CONSTRAINT stock_transfer_number CHECK (number >= 1);
ALTER TABLE stock_transfer ADD CONSTRAINT stock_transfer_branches CHECK (from_branch_id <> to_branch_id);
-- What has left says when, and what has not, does not.
ALTER TABLE stock_transfer ADD CONSTRAINT stock_transfer_sent CHECK ((status IN ('REQUESTED', 'CANCELLED')) = (sent_at IS NULL));
ALTER TABLE stock_transfer ADD CONSTRAINT stock_transfer_closed CHECK ((status IN ('RECEIVED', 'CANCELLED')) = (closed_at IS NOT NULL));
-- What never came is told with its reason, at the end.
ALTER TABLE stock_transfer ADD CONSTRAINT stock_transfer_missing CHECK (missing_reason IS NULL OR (status = 'RECEIVED' AND btrim(missing_reason) <> ''));

CREATE TABLE "stock_transfer_line" (
    "tenant_id" UUID NOT NULL,
    "stock_transfer_id" UUID NOT NULL,
    "part_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "wanted" DECIMAL(12,3) NOT NULL,
    "sent" DECIMAL(12,3) NOT NULL DEFAULT 0,
    "received" DECIMAL(12,3) NOT NULL DEFAULT 0,
    "unit_cost_minor" BIGINT,

    CONSTRAINT "stock_transfer_line_pkey" PRIMARY KEY ("tenant_id","stock_transfer_id","part_id")
);
-- What of a part is under way.
CREATE INDEX "stock_transfer_line_tenant_id_part_id_idx" ON "stock_transfer_line"("tenant_id", "part_id");
ALTER TABLE "stock_transfer_line" ADD CONSTRAINT "stock_transfer_line_tenant_id_stock_transfer_id_fkey" FOREIGN KEY ("tenant_id", "stock_transfer_id") REFERENCES "stock_transfer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "stock_transfer_line" ADD CONSTRAINT "stock_transfer_line_tenant_id_part_id_fkey" FOREIGN KEY ("tenant_id", "part_id") REFERENCES "part"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- Nothing comes that did not leave.
ALTER TABLE stock_transfer_line ADD CONSTRAINT stock_transfer_line_amounts CHECK (wanted > 0 AND sent >= 0 AND received BETWEEN 0 AND sent);
-- What left has its cost with it.
ALTER TABLE stock_transfer_line ADD CONSTRAINT stock_transfer_line_cost CHECK ((sent > 0) = (unit_cost_minor IS NOT NULL) AND (unit_cost_minor IS NULL OR unit_cost_minor >= 0));

-- Which transfer a movement belongs to.
ALTER TABLE "stock_movement" ADD COLUMN "stock_transfer_id" UUID;
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_tenant_id_stock_transfer_id_fkey" FOREIGN KEY ("tenant_id", "stock_transfer_id") REFERENCES "stock_transfer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "stock_movement_tenant_id_stock_transfer_id_idx" ON "stock_movement"("tenant_id", "stock_transfer_id");
ALTER TABLE stock_movement ADD CONSTRAINT stock_movement_transfer CHECK ((kind IN ('TRANSFER_OUT', 'TRANSFER_IN')) = (stock_transfer_id IS NOT NULL));
ALTER TABLE stock_movement DROP CONSTRAINT stock_movement_direction;
ALTER TABLE stock_movement ADD CONSTRAINT stock_movement_direction CHECK (CASE kind
  WHEN 'RECEIVE' THEN on_hand_change > 0 AND reserved_change = 0
  WHEN 'RESERVE' THEN on_hand_change = 0 AND reserved_change > 0
  WHEN 'RELEASE' THEN on_hand_change = 0 AND reserved_change < 0
  WHEN 'ISSUE'   THEN on_hand_change < 0 AND reserved_change BETWEEN on_hand_change AND 0
  WHEN 'RETURN'  THEN on_hand_change > 0 AND reserved_change = 0
  WHEN 'ADJUST'  THEN on_hand_change <> 0 AND reserved_change = 0 AND btrim(reason) <> ''
  WHEN 'COUNT'   THEN on_hand_change <> 0 AND reserved_change = 0
  WHEN 'TRANSFER_OUT' THEN on_hand_change < 0 AND reserved_change = 0
  WHEN 'TRANSFER_IN'  THEN on_hand_change > 0 AND reserved_change = 0
END);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['stock_transfer', 'stock_transfer_line'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
REVOKE DELETE ON stock_transfer, stock_transfer_line FROM pitlane_app;
GRANT SELECT (tenant_id, id) ON stock_transfer TO pitlane_counter;
GRANT SELECT (tenant_id) ON stock_transfer_line TO pitlane_counter;
