-- From where a change was made: address and browser. Entries of before keep the form in which they were hashed (1); the
-- new form (2) holds both in the hash, so that neither can be changed unseen.
ALTER TABLE "audit_entry" ADD COLUMN "form" SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE "audit_entry" ADD COLUMN "ip_address" TEXT;
ALTER TABLE "audit_entry" ADD COLUMN "user_agent" TEXT;
-- What form 1 does not hash it must not say: it could be written in afterwards.
ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_form CHECK (
  form = 2 OR (form = 1 AND ip_address IS NULL AND user_agent IS NULL));
-- A person's changes, newest first.
CREATE INDEX "audit_entry_tenant_id_actor_id_at_idx" ON "audit_entry"("tenant_id", "actor_id", "at");
