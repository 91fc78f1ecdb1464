-- The tenant's logo: what is shown now, on the row that every page, card and mail reads anyway.
ALTER TABLE "tenant" ADD COLUMN "logo" JSONB;
-- A file is named by the hash of its bytes, in lower case, or it is not found.
ALTER TABLE tenant ADD CONSTRAINT tenant_logo CHECK (logo IS NULL OR (logo ->> 'sha256' ~ '^[0-9a-f]{64}$' AND logo #>> '{mail,sha256}' ~ '^[0-9a-f]{64}$') IS TRUE);

-- Pictures in storage, once each: what a tenant's share of it is counted by.
CREATE TABLE "stored_image" (
    "tenant_id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "storage_key" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stored_image_pkey" PRIMARY KEY ("tenant_id","sha256")
);
-- An empty file would take no share, and one without a size could not be laid out.
ALTER TABLE stored_image ADD CONSTRAINT stored_image_sizes CHECK (width > 0 AND height > 0 AND bytes > 0);

ALTER TABLE stored_image ENABLE ROW LEVEL SECURITY;
ALTER TABLE stored_image FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON stored_image
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
-- I10 follows references across tenants as a role that reads ids alone.
CREATE POLICY counter_reads ON stored_image FOR SELECT TO pitlane_counter USING (true);
GRANT SELECT (tenant_id) ON stored_image TO pitlane_counter;
-- An invoice that was issued with a picture shows it for ever.
REVOKE UPDATE, DELETE ON stored_image FROM pitlane_app;
