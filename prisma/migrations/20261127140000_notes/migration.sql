-- Notes on a job card: what the workshop tells itself, and what it tells the customer on the page of the visit.

CREATE TYPE "note_audience" AS ENUM ('INTERNAL', 'CUSTOMER');

CREATE TABLE "job_card_note" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "job_card_id" UUID NOT NULL,
    "audience" "note_audience" NOT NULL,
    "body" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "author_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),
    "removed_by_name" TEXT,

    CONSTRAINT "job_card_note_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE INDEX "job_card_note_tenant_id_job_card_id_created_at_idx" ON "job_card_note"("tenant_id", "job_card_id", "created_at");
ALTER TABLE "job_card_note" ADD CONSTRAINT "job_card_note_tenant_id_job_card_id_fkey" FOREIGN KEY ("tenant_id", "job_card_id") REFERENCES "job_card"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "job_card_note" ADD CONSTRAINT "job_card_note_tenant_id_author_id_fkey" FOREIGN KEY ("tenant_id", "author_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- An empty note says nothing.
ALTER TABLE job_card_note ADD CONSTRAINT job_card_note_body CHECK (btrim(body) <> '');
-- Whoever takes one away is named.
ALTER TABLE job_card_note ADD CONSTRAINT job_card_note_removed CHECK ((removed_at IS NULL) = (removed_by_name IS NULL));

ALTER TABLE job_card_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE job_card_note FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON job_card_note
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY counter_reads ON job_card_note FOR SELECT TO pitlane_counter USING (true);
GRANT SELECT (tenant_id, id) ON job_card_note TO pitlane_counter;
REVOKE DELETE ON job_card_note FROM pitlane_app;
