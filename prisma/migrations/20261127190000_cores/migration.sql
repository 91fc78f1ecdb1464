-- Cores (decision 119): the deposit that a supplier takes for an exchange part, until the old unit is back.

-- What a branch's supplier takes for one, without tax, and how many days it waits for the old unit; 0 for no exchange part.
ALTER TABLE "stock_level" ADD COLUMN "core_minor" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "stock_level" ADD COLUMN "core_days" INTEGER NOT NULL DEFAULT 30;
ALTER TABLE stock_level ADD CONSTRAINT stock_level_core CHECK (core_minor >= 0 AND core_days BETWEEN 1 AND 365);

CREATE TYPE "core_movement_kind" AS ENUM ('COLLECTED', 'SENT', 'CREDITED', 'LAPSED');

CREATE TABLE "core" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "supplier_id" UUID NOT NULL,
    "part_id" UUID NOT NULL,
    "goods_receipt_id" UUID NOT NULL,
    "goods_receipt_position" INTEGER NOT NULL,
    "quantity" DECIMAL(12,3) NOT NULL,
    "deposit_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "charged_at" TIMESTAMPTZ(3) NOT NULL,
    "due_on" DATE NOT NULL,
    "collected" DECIMAL(12,3) NOT NULL DEFAULT 0,
    "sent" DECIMAL(12,3) NOT NULL DEFAULT 0,
    "credited" DECIMAL(12,3) NOT NULL DEFAULT 0,
    "lapsed" DECIMAL(12,3) NOT NULL DEFAULT 0,
    "credited_minor" BIGINT NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "core_pkey" PRIMARY KEY ("tenant_id","id")
);
-- A line of a delivery is charged once.
CREATE UNIQUE INDEX "core_charged" ON "core"("tenant_id", "goods_receipt_id", "goods_receipt_position");
CREATE INDEX "core_tenant_id_branch_id_due_on_id_idx" ON "core"("tenant_id", "branch_id", "due_on", "id");
-- What is owed is asked for daily, and does not grow with what is done.
CREATE INDEX core_open ON core (tenant_id, branch_id, due_on, id) WHERE credited + lapsed < quantity;
CREATE INDEX "core_tenant_id_supplier_id_idx" ON "core"("tenant_id", "supplier_id");
CREATE INDEX "core_tenant_id_part_id_idx" ON "core"("tenant_id", "part_id");
ALTER TABLE "core" ADD CONSTRAINT "core_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "core" ADD CONSTRAINT "core_tenant_id_supplier_id_fkey" FOREIGN KEY ("tenant_id", "supplier_id") REFERENCES "supplier"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "core" ADD CONSTRAINT "core_tenant_id_part_id_fkey" FOREIGN KEY ("tenant_id", "part_id") REFERENCES "part"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "core" ADD CONSTRAINT "core_tenant_id_goods_receipt_id_fkey" FOREIGN KEY ("tenant_id", "goods_receipt_id") REFERENCES "goods_receipt"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE core ADD CONSTRAINT core_amounts CHECK (quantity > 0 AND deposit_minor > 0);
-- Nothing is sent that was not handed in, nothing credited that was not sent, and what has lapsed does not go out too.
ALTER TABLE core ADD CONSTRAINT core_standing CHECK (
  collected BETWEEN sent AND quantity AND sent BETWEEN credited AND quantity - lapsed AND credited >= 0 AND lapsed >= 0);
ALTER TABLE core ADD CONSTRAINT core_credited CHECK (credited_minor >= 0 AND (credited > 0 OR credited_minor = 0));

CREATE TABLE "core_movement" (
    "tenant_id" UUID NOT NULL,
    "core_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "kind" "core_movement_kind" NOT NULL,
    "quantity" DECIMAL(12,3) NOT NULL,
    "credited_minor" BIGINT NOT NULL DEFAULT 0,
    "note" TEXT NOT NULL,
    "actor_id" UUID,
    "actor_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "core_movement_pkey" PRIMARY KEY ("tenant_id","core_id","version")
);
ALTER TABLE "core_movement" ADD CONSTRAINT "core_movement_tenant_id_core_id_fkey" FOREIGN KEY ("tenant_id", "core_id") REFERENCES "core"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- Money comes with a credit alone, and goes the way that its units go: what is taken back is below zero.
ALTER TABLE core_movement ADD CONSTRAINT core_movement_amounts CHECK (
  quantity <> 0 AND (credited_minor = 0 OR kind = 'CREDITED' AND (credited_minor > 0) = (quantity > 0)));
-- Money that is given up says why.
ALTER TABLE core_movement ADD CONSTRAINT core_movement_lapsed CHECK (kind <> 'LAPSED' OR btrim(note) <> '');
CREATE TRIGGER core_movement_immutable BEFORE UPDATE OR DELETE ON core_movement FOR EACH ROW EXECUTE FUNCTION refuse_change();

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['core', 'core_movement'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
REVOKE DELETE ON core FROM pitlane_app;
REVOKE UPDATE, DELETE ON core_movement FROM pitlane_app;
GRANT SELECT (tenant_id, id) ON core TO pitlane_counter;
GRANT SELECT (tenant_id) ON core_movement TO pitlane_counter;
