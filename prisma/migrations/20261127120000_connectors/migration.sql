-- What leaves for other systems (decisions 110 to 114): who follows an event by choice, and signed webhooks.

CREATE TABLE "event_subscription" (
    "tenant_id" UUID NOT NULL,
    "event_type" TEXT NOT NULL,
    "consumer" TEXT NOT NULL,
    "source_id" UUID NOT NULL,

    CONSTRAINT "event_subscription_pkey" PRIMARY KEY ("tenant_id","event_type","consumer","source_id")
);
CREATE INDEX "event_subscription_tenant_id_source_id_idx" ON "event_subscription"("tenant_id", "source_id");

-- ── Webhooks ────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE "webhook_endpoint" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "secret" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID,
    "failing_since" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "disabled_reason" TEXT,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("tenant_id","id")
);
-- Nothing is sent in the clear but to this machine, whoever writes the row.
ALTER TABLE webhook_endpoint ADD CONSTRAINT webhook_endpoint_url CHECK (url ~ '^https?://');
-- A message that nobody chose is not owed to anybody.
ALTER TABLE webhook_endpoint ADD CONSTRAINT webhook_endpoint_events CHECK (cardinality(events) > 0);
-- A secret that can be read in the database is none.
ALTER TABLE webhook_endpoint ADD CONSTRAINT webhook_endpoint_secret CHECK (secret ~ '^v1\.');
ALTER TABLE webhook_endpoint ADD CONSTRAINT webhook_endpoint_disabled CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL));

CREATE TABLE "webhook_delivery" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("tenant_id","id")
);
-- An event that is told twice is one message.
CREATE UNIQUE INDEX "webhook_delivery_tenant_id_endpoint_id_event_id_key" ON "webhook_delivery"("tenant_id", "endpoint_id", "event_id");
CREATE INDEX "webhook_delivery_tenant_id_endpoint_id_created_at_id_idx" ON "webhook_delivery"("tenant_id", "endpoint_id", "created_at", "id");
CREATE INDEX "webhook_delivery_tenant_id_created_at_id_idx" ON "webhook_delivery"("tenant_id", "created_at", "id");
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_tenant_id_endpoint_id_fkey" FOREIGN KEY ("tenant_id", "endpoint_id") REFERENCES "webhook_endpoint"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "outbox_event"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "webhook_try" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "delivery_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "status" INTEGER,
    "answer" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "webhook_try_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE INDEX "webhook_try_tenant_id_delivery_id_at_idx" ON "webhook_try"("tenant_id", "delivery_id", "at");
ALTER TABLE "webhook_try" ADD CONSTRAINT "webhook_try_tenant_id_delivery_id_fkey" FOREIGN KEY ("tenant_id", "delivery_id") REFERENCES "webhook_delivery"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- It has arrived when a 2xx was answered, and only then.
ALTER TABLE webhook_try ADD CONSTRAINT webhook_try_reason CHECK ((reason IS NULL) = (status IS NOT NULL AND status BETWEEN 200 AND 299));

-- What was signed is what was sent, in every try.
CREATE FUNCTION guard_webhook_delivery() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF (old.endpoint_id, old.event_id, old.type, old.body) IS DISTINCT FROM (new.endpoint_id, new.event_id, new.type, new.body) THEN
    RAISE EXCEPTION 'a message is written once: only when it arrived is added' USING ERRCODE = 'PL001';
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER webhook_delivery_guarded BEFORE UPDATE ON webhook_delivery FOR EACH ROW EXECUTE FUNCTION guard_webhook_delivery();

-- ── Connected systems ───────────────────────────────────────────────────────────────────────────

CREATE TYPE "sync_kind" AS ENUM ('CONTACT', 'INVOICE', 'CREDIT_NOTE', 'PAYMENT');

CREATE TABLE "connection" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "organisation_name" TEXT NOT NULL,
    "tokens" TEXT NOT NULL,
    "token_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "renew_until" TIMESTAMPTZ(3),
    "choices" JSONB NOT NULL,
    "choices_read_at" TIMESTAMPTZ(3) NOT NULL,
    "mapping" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "connected_at" TIMESTAMPTZ(3) NOT NULL,
    "connected_by_id" UUID,
    "broken_at" TIMESTAMPTZ(3),
    "broken_reason" TEXT,
    "disconnected_at" TIMESTAMPTZ(3),

    CONSTRAINT "connection_pkey" PRIMARY KEY ("tenant_id","id")
);
-- The books are kept in one place.
CREATE UNIQUE INDEX connection_open ON connection (tenant_id) WHERE disconnected_at IS NULL;
ALTER TABLE connection ADD CONSTRAINT connection_provider CHECK (provider IN ('xero'));
-- A token that can be read in the database is everybody's; of one that was disconnected none is kept.
ALTER TABLE connection ADD CONSTRAINT connection_tokens CHECK (CASE WHEN disconnected_at IS NULL THEN tokens ~ '^v1\.' ELSE tokens = '' END);
ALTER TABLE connection ADD CONSTRAINT connection_broken CHECK ((broken_at IS NULL) = (broken_reason IS NULL));

CREATE TABLE "sync_record" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "kind" "sync_kind" NOT NULL,
    "source_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "external_id" TEXT,
    "amount_minor" BIGINT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "attempted_at" TIMESTAMPTZ(3) NOT NULL,
    "synced_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "sync_record_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE INDEX "sync_record_tenant_id_connection_id_invoice_id_idx" ON "sync_record"("tenant_id", "connection_id", "invoice_id");
-- Each stands once in the books; a payment, which alone has an amount, once for each invoice that it pays.
CREATE UNIQUE INDEX sync_record_once ON sync_record (tenant_id, connection_id, kind, source_id) WHERE amount_minor IS NULL;
CREATE UNIQUE INDEX sync_record_payment_once ON sync_record (tenant_id, connection_id, source_id, invoice_id) WHERE kind = 'PAYMENT';
-- The page of invoices, the last attempt first.
CREATE INDEX sync_record_attempted ON sync_record (tenant_id, connection_id, attempted_at, id) WHERE kind = 'INVOICE';
ALTER TABLE "sync_record" ADD CONSTRAINT "sync_record_tenant_id_connection_id_fkey" FOREIGN KEY ("tenant_id", "connection_id") REFERENCES "connection"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "sync_record" ADD CONSTRAINT "sync_record_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoice"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE sync_record ADD CONSTRAINT sync_record_amount CHECK ((kind = 'PAYMENT') = (amount_minor IS NOT NULL));

-- ── Walls ───────────────────────────────────────────────────────────────────────────────────────

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['event_subscription', 'webhook_endpoint', 'webhook_delivery', 'webhook_try', 'connection', 'sync_record'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
-- I10 and I11 ask over all tenants, of ids alone.
GRANT SELECT (tenant_id, id) ON webhook_endpoint, webhook_delivery, webhook_try, connection, sync_record TO pitlane_counter;
GRANT SELECT (tenant_id) ON event_subscription TO pitlane_counter;
REVOKE DELETE ON webhook_endpoint, connection FROM pitlane_app;
REVOKE UPDATE ON webhook_try FROM pitlane_app;
