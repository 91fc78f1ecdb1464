-- Named rates of a branch: what an hour of a kind of work costs there.
CREATE TABLE "labour_rate" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "price_minor" BIGINT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "labour_rate_pkey" PRIMARY KEY ("tenant_id","id")
);
-- Templates find a rate by its name: one of a name at a branch.
CREATE UNIQUE INDEX "labour_rate_tenant_id_branch_id_name_key" ON "labour_rate"("tenant_id", "branch_id", "name");
ALTER TABLE "labour_rate" ADD CONSTRAINT "labour_rate_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE labour_rate ADD CONSTRAINT labour_rate_price CHECK (price_minor BETWEEN 0 AND 100000000000);

-- Work that comes again and again: labour and parts that are put on a card in one step, priced there.
CREATE TABLE "line_template" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "line_template_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE UNIQUE INDEX "line_template_tenant_id_name_key" ON "line_template"("tenant_id", "name");

CREATE TABLE "line_template_line" (
    "tenant_id" UUID NOT NULL,
    "template_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "description" TEXT NOT NULL,
    "minutes" INTEGER,
    "rate_name" TEXT,
    "part_id" UUID,
    "quantity" DECIMAL(12,3),

    CONSTRAINT "line_template_line_pkey" PRIMARY KEY ("tenant_id","template_id","position")
);
ALTER TABLE "line_template_line" ADD CONSTRAINT "line_template_line_tenant_id_template_id_fkey" FOREIGN KEY ("tenant_id", "template_id") REFERENCES "line_template"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "line_template_line" ADD CONSTRAINT "line_template_line_tenant_id_part_id_fkey" FOREIGN KEY ("tenant_id", "part_id") REFERENCES "part"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- Labour has minutes, a part has a quantity, and no line is both or neither.
ALTER TABLE line_template_line ADD CONSTRAINT line_template_line_kind CHECK (
  CASE WHEN part_id IS NULL THEN minutes > 0 AND quantity IS NULL ELSE quantity > 0 AND minutes IS NULL AND rate_name IS NULL END);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['labour_rate', 'line_template', 'line_template_line']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    -- I10 follows their references across tenants as a role that reads ids alone.
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
GRANT SELECT (tenant_id, id) ON labour_rate TO pitlane_counter;
GRANT SELECT (tenant_id, id) ON line_template TO pitlane_counter;
GRANT SELECT (tenant_id) ON line_template_line TO pitlane_counter;
