-- What a workshop says in its own words, by kind of message.

CREATE TABLE "message_wording" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "opening" TEXT NOT NULL,
    "closing" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "message_wording_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE UNIQUE INDEX "message_wording_tenant_id_kind_key" ON "message_wording"("tenant_id", "kind");
ALTER TABLE "message_wording" ADD CONSTRAINT "message_wording_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE message_wording ADD CONSTRAINT message_wording_version CHECK (version >= 1);

ALTER TABLE message_wording ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_wording FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON message_wording
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY counter_reads ON message_wording FOR SELECT TO pitlane_counter USING (true);
GRANT SELECT (tenant_id, id) ON message_wording TO pitlane_counter;
REVOKE DELETE ON message_wording FROM pitlane_app;
