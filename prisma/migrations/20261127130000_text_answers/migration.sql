-- What comes back of a message: that it arrived or did not, as the network tells, and what the customer answered.

ALTER TABLE "message" ADD COLUMN "arrived_at" TIMESTAMPTZ(3), ADD COLUMN "bounced_at" TIMESTAMPTZ(3), ADD COLUMN "bounce_reason" TEXT;
-- Only what was handed over arrives or comes back, and what came back says why.
ALTER TABLE message ADD CONSTRAINT message_arrival CHECK ((arrived_at IS NULL OR bounced_at IS NULL) AND (sent_at IS NOT NULL OR (arrived_at IS NULL AND bounced_at IS NULL)) AND (bounced_at IS NULL) = (bounce_reason IS NULL));

CREATE TYPE "text_answer_wish" AS ENUM ('CANCEL', 'RESCHEDULE', 'STOP', 'OTHER');

CREATE TABLE "text_answer" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "provider_id" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "wish" "text_answer_wish" NOT NULL,
    "customer_id" UUID,
    "appointment_id" UUID,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "text_answer_pkey" PRIMARY KEY ("tenant_id","id")
);
-- Told twice, noted once.
CREATE UNIQUE INDEX "text_answer_tenant_id_provider_id_key" ON "text_answer"("tenant_id", "provider_id");
CREATE INDEX "text_answer_tenant_id_customer_id_received_at_idx" ON "text_answer"("tenant_id", "customer_id", "received_at");
CREATE INDEX "text_answer_tenant_id_appointment_id_idx" ON "text_answer"("tenant_id", "appointment_id");
ALTER TABLE "text_answer" ADD CONSTRAINT "text_answer_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "text_answer" ADD CONSTRAINT "text_answer_tenant_id_appointment_id_fkey" FOREIGN KEY ("tenant_id", "appointment_id") REFERENCES "appointment"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE text_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE text_answer FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON text_answer
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY counter_reads ON text_answer FOR SELECT TO pitlane_counter USING (true);
GRANT SELECT (tenant_id, id) ON text_answer TO pitlane_counter;
REVOKE DELETE ON text_answer FROM pitlane_app;

-- Whose it is, before a tenant is known: one number serves all of them, so the one that wrote to it last is answered.
CREATE INDEX message_text_to ON message (recipient, sent_at) WHERE channel = 'SMS' AND sent_at IS NOT NULL;
CREATE INDEX message_reference ON message (provider_id) WHERE provider_id IS NOT NULL;
GRANT SELECT (tenant_id, channel, recipient, provider_id, sent_at) ON message TO pitlane_definer;
CREATE POLICY lookup_reads ON message FOR SELECT TO pitlane_definer USING (true);
CREATE FUNCTION lookup.tenant_of_text(p_to text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT m.tenant_id FROM public.message m
   WHERE m.channel = 'SMS' AND m.recipient = p_to AND m.sent_at IS NOT NULL ORDER BY m.sent_at DESC LIMIT 1
$$;
CREATE FUNCTION lookup.tenant_of_reference(p_provider text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT m.tenant_id FROM public.message m WHERE m.provider_id = p_provider ORDER BY m.sent_at DESC LIMIT 1
$$;
DO $$
DECLARE name text;
BEGIN
  EXECUTE 'GRANT CREATE ON SCHEMA lookup TO pitlane_definer';
  FOREACH name IN ARRAY ARRAY['lookup.tenant_of_text(text)', 'lookup.tenant_of_reference(text)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pitlane_definer', name);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pitlane_app', name);
  END LOOP;
  EXECUTE 'REVOKE CREATE ON SCHEMA lookup FROM pitlane_definer';
END $$;
