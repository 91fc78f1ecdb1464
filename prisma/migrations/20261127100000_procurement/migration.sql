-- Procurement (decision 100): whom parts are bought of, what was ordered, what came.

CREATE TYPE "purchase_order_status" AS ENUM ('DRAFT', 'SENT', 'PART_RECEIVED', 'RECEIVED', 'CLOSED', 'CANCELLED');

CREATE TABLE "supplier" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "phone" TEXT,
    "address_lines" TEXT[],
    "account_number" TEXT NOT NULL DEFAULT '',
    "archived_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "supplier_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE UNIQUE INDEX "supplier_tenant_id_name_key" ON "supplier"("tenant_id", "name");
ALTER TABLE supplier ADD CONSTRAINT supplier_name CHECK (btrim(name) <> '');

ALTER TABLE "part" ADD COLUMN "supplier_id" UUID;
ALTER TABLE "part" ADD CONSTRAINT "part_tenant_id_supplier_id_fkey" FOREIGN KEY ("tenant_id", "supplier_id") REFERENCES "supplier"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "part_tenant_id_supplier_id_idx" ON "part"("tenant_id", "supplier_id");

CREATE TABLE "purchase_order" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "supplier_id" UUID,
    "number" INTEGER NOT NULL,
    "status" "purchase_order_status" NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "expected_on" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID,
    "sent_at" TIMESTAMPTZ(3),
    "sent_by_id" UUID,
    "sent_to" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by_id" UUID,
    "closed_reason" TEXT,

    CONSTRAINT "purchase_order_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE UNIQUE INDEX "purchase_order_tenant_id_number_key" ON "purchase_order"("tenant_id", "number");
CREATE INDEX "purchase_order_tenant_id_branch_id_status_idx" ON "purchase_order"("tenant_id", "branch_id", "status");
CREATE INDEX "purchase_order_tenant_id_supplier_id_idx" ON "purchase_order"("tenant_id", "supplier_id");
ALTER TABLE "purchase_order" ADD CONSTRAINT "purchase_order_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "purchase_order" ADD CONSTRAINT "purchase_order_tenant_id_supplier_id_fkey" FOREIGN KEY ("tenant_id", "supplier_id") REFERENCES "supplier"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- One draft of a supplier at a branch: whatever falls short goes onto it, however many ask at once. No supplier counts as one.
CREATE UNIQUE INDEX purchase_order_one_draft ON purchase_order (tenant_id, branch_id, supplier_id) NULLS NOT DISTINCT WHERE status = 'DRAFT';
-- Nothing is ordered of nobody.
ALTER TABLE purchase_order ADD CONSTRAINT purchase_order_supplier CHECK (status IN ('DRAFT', 'CANCELLED') OR supplier_id IS NOT NULL);
-- What has left the house says when, and what has not, does not.
ALTER TABLE purchase_order ADD CONSTRAINT purchase_order_sent CHECK ((status IN ('DRAFT', 'CANCELLED')) = (sent_at IS NULL) AND (sent_to IS NULL OR sent_at IS NOT NULL));
ALTER TABLE purchase_order ADD CONSTRAINT purchase_order_closed CHECK ((status IN ('CLOSED', 'CANCELLED')) = (closed_at IS NOT NULL) AND (closed_at IS NULL) = (closed_reason IS NULL));
ALTER TABLE purchase_order ADD CONSTRAINT purchase_order_number CHECK (number >= 1);

CREATE TABLE "purchase_order_line" (
    "tenant_id" UUID NOT NULL,
    "purchase_order_id" UUID NOT NULL,
    "part_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "quantity" DECIMAL(12,3) NOT NULL,
    "received" DECIMAL(12,3) NOT NULL DEFAULT 0,
    "unit_cost_minor" BIGINT NOT NULL,

    CONSTRAINT "purchase_order_line_pkey" PRIMARY KEY ("tenant_id","purchase_order_id","part_id")
);
-- What of a part is on its way.
CREATE INDEX "purchase_order_line_tenant_id_part_id_idx" ON "purchase_order_line"("tenant_id", "part_id");
ALTER TABLE "purchase_order_line" ADD CONSTRAINT "purchase_order_line_tenant_id_purchase_order_id_fkey" FOREIGN KEY ("tenant_id", "purchase_order_id") REFERENCES "purchase_order"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "purchase_order_line" ADD CONSTRAINT "purchase_order_line_tenant_id_part_id_fkey" FOREIGN KEY ("tenant_id", "part_id") REFERENCES "part"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- More than was ordered may come; less than nothing may not.
ALTER TABLE purchase_order_line ADD CONSTRAINT purchase_order_line_amounts CHECK (quantity > 0 AND received >= 0 AND unit_cost_minor >= 0);

CREATE TABLE "purchase_order_need" (
    "tenant_id" UUID NOT NULL,
    "purchase_order_id" UUID NOT NULL,
    "job_line_id" UUID NOT NULL,
    "part_id" UUID NOT NULL,
    "quantity" DECIMAL(12,3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "purchase_order_need_pkey" PRIMARY KEY ("tenant_id","purchase_order_id","job_line_id")
);
CREATE INDEX "purchase_order_need_tenant_id_job_line_id_idx" ON "purchase_order_need"("tenant_id", "job_line_id");
ALTER TABLE "purchase_order_need" ADD CONSTRAINT "purchase_order_need_tenant_id_purchase_order_id_part_id_fkey" FOREIGN KEY ("tenant_id", "purchase_order_id", "part_id") REFERENCES "purchase_order_line"("tenant_id", "purchase_order_id", "part_id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "purchase_order_need" ADD CONSTRAINT "purchase_order_need_tenant_id_job_line_id_fkey" FOREIGN KEY ("tenant_id", "job_line_id") REFERENCES "job_line"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE purchase_order_need ADD CONSTRAINT purchase_order_need_quantity CHECK (quantity > 0);

CREATE TABLE "goods_receipt" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "purchase_order_id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "delivery_note" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "received_by_id" UUID,

    CONSTRAINT "goods_receipt_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE INDEX "goods_receipt_tenant_id_purchase_order_id_idx" ON "goods_receipt"("tenant_id", "purchase_order_id");
ALTER TABLE "goods_receipt" ADD CONSTRAINT "goods_receipt_tenant_id_purchase_order_id_fkey" FOREIGN KEY ("tenant_id", "purchase_order_id") REFERENCES "purchase_order"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "goods_receipt" ADD CONSTRAINT "goods_receipt_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "goods_receipt_line" (
    "tenant_id" UUID NOT NULL,
    "goods_receipt_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "part_id" UUID NOT NULL,
    "purchase_order_id" UUID NOT NULL,
    "quantity" DECIMAL(12,3) NOT NULL,
    "unit_cost_minor" BIGINT NOT NULL,

    CONSTRAINT "goods_receipt_line_pkey" PRIMARY KEY ("tenant_id","goods_receipt_id","position")
);
CREATE INDEX "goods_receipt_line_tenant_id_purchase_order_id_part_id_idx" ON "goods_receipt_line"("tenant_id", "purchase_order_id", "part_id");
ALTER TABLE "goods_receipt_line" ADD CONSTRAINT "goods_receipt_line_tenant_id_goods_receipt_id_fkey" FOREIGN KEY ("tenant_id", "goods_receipt_id") REFERENCES "goods_receipt"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "goods_receipt_line" ADD CONSTRAINT "goods_receipt_line_tenant_id_purchase_order_id_part_id_fkey" FOREIGN KEY ("tenant_id", "purchase_order_id", "part_id") REFERENCES "purchase_order_line"("tenant_id", "purchase_order_id", "part_id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE goods_receipt_line ADD CONSTRAINT goods_receipt_line_amounts CHECK (quantity > 0 AND unit_cost_minor >= 0);

-- Which delivery a movement came with.
ALTER TABLE "stock_movement" ADD COLUMN "goods_receipt_id" UUID;
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_tenant_id_goods_receipt_id_fkey" FOREIGN KEY ("tenant_id", "goods_receipt_id") REFERENCES "goods_receipt"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- A part's ledger is read from its newest movement backwards, and its shelf as it lay at a moment.
DROP INDEX "stock_movement_tenant_id_branch_id_part_id_at_idx";
CREATE INDEX "stock_movement_tenant_id_branch_id_part_id_at_id_idx" ON "stock_movement"("tenant_id", "branch_id", "part_id", "at", "id");
CREATE INDEX "stock_movement_tenant_id_goods_receipt_id_idx" ON "stock_movement"("tenant_id", "goods_receipt_id");
-- A delivery brings; nothing else is a delivery's.
ALTER TABLE stock_movement ADD CONSTRAINT stock_movement_receipt CHECK (goods_receipt_id IS NULL OR kind = 'RECEIVE');

ALTER TABLE "stock_shortage" ADD COLUMN "drafted_at" TIMESTAMPTZ(3);

-- A receipt stays as it was written: what it raised has moved on.
CREATE TRIGGER goods_receipt_immutable BEFORE UPDATE OR DELETE ON goods_receipt FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER goods_receipt_line_immutable BEFORE UPDATE OR DELETE ON goods_receipt_line FOR EACH ROW EXECUTE FUNCTION refuse_change();

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['supplier', 'purchase_order', 'purchase_order_line', 'purchase_order_need', 'goods_receipt', 'goods_receipt_line'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
REVOKE DELETE ON supplier, purchase_order FROM pitlane_app;
REVOKE UPDATE, DELETE ON goods_receipt, goods_receipt_line FROM pitlane_app;
-- I10 and I11 ask over all tenants, of ids alone.
GRANT SELECT (tenant_id, id) ON supplier, purchase_order, goods_receipt TO pitlane_counter;
GRANT SELECT (tenant_id) ON purchase_order_line, purchase_order_need, goods_receipt_line TO pitlane_counter;

-- Of a part that an import brought, what made itself goes with it when the import is taken back: a line of a draft that no card waits for.
GRANT SELECT ON purchase_order, purchase_order_line, purchase_order_need TO pitlane_undoer;
GRANT DELETE ON purchase_order_line TO pitlane_undoer;
CREATE OR REPLACE FUNCTION undo.remove_imported(p_import uuid, p_ids uuid[]) RETURNS SETOF uuid
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
      DELETE FROM public.purchase_order_line l USING public.purchase_order o
       WHERE o.tenant_id = l.tenant_id AND o.id = l.purchase_order_id AND o.status = 'DRAFT' AND l.part_id = ANY (ids)
         AND NOT EXISTS (SELECT FROM public.purchase_order_need n
                          WHERE n.tenant_id = l.tenant_id AND n.purchase_order_id = l.purchase_order_id AND n.part_id = l.part_id);
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
