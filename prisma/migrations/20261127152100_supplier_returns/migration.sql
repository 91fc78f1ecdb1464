-- Returns to suppliers (decision 118): what goes back, and what was credited for it.

CREATE TYPE "supplier_return_status" AS ENUM ('DRAFT', 'SENT', 'CREDITED', 'CANCELLED');

CREATE TABLE "supplier_return" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "status" "supplier_return_status" NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID,
    "sent_at" TIMESTAMPTZ(3),
    "sent_by_id" UUID,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by_id" UUID,
    "credited_minor" BIGINT,
    "credit_reference" TEXT,

    CONSTRAINT "supplier_return_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE UNIQUE INDEX "supplier_return_tenant_id_number_key" ON "supplier_return"("tenant_id", "number");
CREATE INDEX "supplier_return_tenant_id_branch_id_number_idx" ON "supplier_return"("tenant_id", "branch_id", "number");
CREATE INDEX "supplier_return_tenant_id_supplier_id_idx" ON "supplier_return"("tenant_id", "supplier_id");
ALTER TABLE "supplier_return" ADD CONSTRAINT "supplier_return_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "supplier_return" ADD CONSTRAINT "supplier_return_tenant_id_supplier_id_fkey" FOREIGN KEY ("tenant_id", "supplier_id") REFERENCES "supplier"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE supplier_return ADD CONSTRAINT supplier_return_number CHECK (number >= 1);
ALTER TABLE supplier_return ADD CONSTRAINT supplier_return_reason CHECK (btrim(reason) <> '');
-- What has left the house says when, and what has not, does not.
ALTER TABLE supplier_return ADD CONSTRAINT supplier_return_sent CHECK ((status IN ('DRAFT', 'CANCELLED')) = (sent_at IS NULL));
ALTER TABLE supplier_return ADD CONSTRAINT supplier_return_closed CHECK ((status IN ('CREDITED', 'CANCELLED')) = (closed_at IS NOT NULL));
ALTER TABLE supplier_return ADD CONSTRAINT supplier_return_credited CHECK (
  (status = 'CREDITED') = (credited_minor IS NOT NULL) AND (credited_minor IS NULL) = (credit_reference IS NULL) AND (credited_minor IS NULL OR credited_minor >= 0));

CREATE TABLE "supplier_return_line" (
    "tenant_id" UUID NOT NULL,
    "supplier_return_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "part_id" UUID NOT NULL,
    "quantity" DECIMAL(12,3) NOT NULL,
    "unit_cost_minor" BIGINT NOT NULL,
    "credit_note_id" UUID,
    "credit_note_position" INTEGER,
    "goods_receipt_id" UUID,

    CONSTRAINT "supplier_return_line_pkey" PRIMARY KEY ("tenant_id","supplier_return_id","position")
);
CREATE INDEX "supplier_return_line_tenant_id_part_id_idx" ON "supplier_return_line"("tenant_id", "part_id");
CREATE INDEX "supplier_return_line_tenant_id_goods_receipt_id_idx" ON "supplier_return_line"("tenant_id", "goods_receipt_id");
-- What a customer brought back goes back once.
CREATE UNIQUE INDEX "supplier_return_line_credited" ON "supplier_return_line"("tenant_id", "credit_note_id", "credit_note_position");
ALTER TABLE "supplier_return_line" ADD CONSTRAINT "supplier_return_line_tenant_id_supplier_return_id_fkey" FOREIGN KEY ("tenant_id", "supplier_return_id") REFERENCES "supplier_return"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "supplier_return_line" ADD CONSTRAINT "supplier_return_line_tenant_id_part_id_fkey" FOREIGN KEY ("tenant_id", "part_id") REFERENCES "part"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "supplier_return_line" ADD CONSTRAINT "supplier_return_line_credit_note_line_fkey" FOREIGN KEY ("tenant_id", "credit_note_id", "credit_note_position") REFERENCES "credit_note_line"("tenant_id", "credit_note_id", "position") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "supplier_return_line" ADD CONSTRAINT "supplier_return_line_tenant_id_goods_receipt_id_fkey" FOREIGN KEY ("tenant_id", "goods_receipt_id") REFERENCES "goods_receipt"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE supplier_return_line ADD CONSTRAINT supplier_return_line_amounts CHECK (quantity > 0 AND unit_cost_minor >= 0);
-- What a customer brought back lies on no shelf, so it came with no delivery that one can point at.
ALTER TABLE supplier_return_line ADD CONSTRAINT supplier_return_line_source CHECK (
  (credit_note_id IS NULL) = (credit_note_position IS NULL) AND (credit_note_id IS NULL OR goods_receipt_id IS NULL));

-- Which return a movement belongs to.
ALTER TABLE "stock_movement" ADD COLUMN "supplier_return_id" UUID;
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_tenant_id_supplier_return_id_fkey" FOREIGN KEY ("tenant_id", "supplier_return_id") REFERENCES "supplier_return"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "stock_movement_tenant_id_supplier_return_id_idx" ON "stock_movement"("tenant_id", "supplier_return_id");
ALTER TABLE stock_movement ADD CONSTRAINT stock_movement_supplier_return CHECK ((kind = 'SUPPLIER_RETURN') = (supplier_return_id IS NOT NULL));
ALTER TABLE stock_movement DROP CONSTRAINT stock_movement_direction;
ALTER TABLE stock_movement ADD CONSTRAINT stock_movement_direction CHECK (CASE kind
  WHEN 'RECEIVE' THEN on_hand_change > 0 AND reserved_change = 0
  WHEN 'RESERVE' THEN on_hand_change = 0 AND reserved_change > 0
  WHEN 'RELEASE' THEN on_hand_change = 0 AND reserved_change < 0
  WHEN 'ISSUE'   THEN on_hand_change < 0 AND reserved_change BETWEEN on_hand_change AND 0
  WHEN 'RETURN'  THEN on_hand_change > 0 AND reserved_change = 0
  WHEN 'ADJUST'  THEN on_hand_change <> 0 AND reserved_change = 0 AND btrim(reason) <> ''
  WHEN 'COUNT'   THEN on_hand_change <> 0 AND reserved_change = 0
  WHEN 'TRANSFER_OUT'    THEN on_hand_change < 0 AND reserved_change = 0
  WHEN 'TRANSFER_IN'     THEN on_hand_change > 0 AND reserved_change = 0
  WHEN 'SUPPLIER_RETURN' THEN on_hand_change < 0 AND reserved_change = 0
END);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['supplier_return', 'supplier_return_line'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
REVOKE DELETE ON supplier_return FROM pitlane_app;
GRANT SELECT (tenant_id, id) ON supplier_return TO pitlane_counter;
GRANT SELECT (tenant_id) ON supplier_return_line TO pitlane_counter;
