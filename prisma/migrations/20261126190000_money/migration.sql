-- Money (decision 091): payments in part and through a gateway, what they pay, refunds, credit notes, and the books beneath.

-- New types, not new values: those cannot be used in the transaction that adds them.
ALTER TYPE "payment_method" RENAME TO "payment_method_once";
CREATE TYPE "payment_method" AS ENUM ('CASH', 'TERMINAL', 'TRANSFER', 'CARD');
ALTER TYPE "payment_state" RENAME TO "payment_state_once";
CREATE TYPE "payment_state" AS ENUM ('PENDING', 'CAPTURED', 'FAILED');
CREATE TYPE "refund_state" AS ENUM ('PENDING', 'SUCCEEDED', 'FAILED');
CREATE TYPE "credit_note_kind" AS ENUM ('LINES', 'AMOUNT', 'VOID', 'REOPEN');
CREATE TYPE "credited_stock" AS ENUM ('NONE', 'SHELF', 'SUPPLIER');
CREATE TYPE "ledger_account" AS ENUM ('RECEIVABLES', 'BANK', 'SALES', 'TAX', 'DEPOSITS', 'REFUNDS_PAYABLE');

-- ── Payments ────────────────────────────────────────────────────────────────────────────────────

DROP TRIGGER payment_settles ON payment;
DROP FUNCTION settle_invoices();
DROP INDEX payment_one_full;
ALTER TABLE payment
  ALTER COLUMN state TYPE "payment_state" USING state::text::"payment_state",
  ALTER COLUMN method TYPE "payment_method" USING method::text::"payment_method",
  ALTER COLUMN invoice_id DROP NOT NULL,
  ALTER COLUMN received_at DROP NOT NULL,
  ALTER COLUMN received_by_id DROP NOT NULL,
  ADD COLUMN branch_id UUID,
  ADD COLUMN customer_id UUID,
  ADD COLUMN appointment_id UUID,
  ADD COLUMN job_card_id UUID,
  ADD COLUMN gateway TEXT NOT NULL DEFAULT 'manual',
  ADD COLUMN intent_id TEXT,
  ADD COLUMN charge_id TEXT,
  ADD COLUMN tendered_minor BIGINT,
  ADD COLUMN allocated_minor BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN refunded_minor BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN failure TEXT,
  ADD COLUMN created_at TIMESTAMPTZ(3),
  ADD COLUMN asked_at TIMESTAMPTZ(3);
DROP TYPE "payment_state_once";
DROP TYPE "payment_method_once";
ALTER TABLE payment NO FORCE ROW LEVEL SECURITY;
ALTER TABLE invoice NO FORCE ROW LEVEL SECURITY;
UPDATE payment p SET branch_id = i.branch_id, customer_id = i.customer_id, created_at = p.received_at, allocated_minor = p.amount_minor
  FROM invoice i WHERE i.tenant_id = p.tenant_id AND i.id = p.invoice_id;
ALTER TABLE payment ALTER COLUMN gateway DROP DEFAULT, ALTER COLUMN branch_id SET NOT NULL, ALTER COLUMN customer_id SET NOT NULL, ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE payment ADD CONSTRAINT "payment_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE payment ADD CONSTRAINT "payment_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE payment ADD CONSTRAINT "payment_tenant_id_appointment_id_fkey" FOREIGN KEY ("tenant_id", "appointment_id") REFERENCES "appointment"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE payment ADD CONSTRAINT "payment_tenant_id_job_card_id_fkey" FOREIGN KEY ("tenant_id", "job_card_id") REFERENCES "job_card"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "payment_tenant_id_appointment_id_idx" ON "payment"("tenant_id", "appointment_id");
CREATE INDEX "payment_tenant_id_job_card_id_idx" ON "payment"("tenant_id", "job_card_id");
CREATE INDEX "payment_tenant_id_customer_id_idx" ON "payment"("tenant_id", "customer_id");
-- The till of a day.
CREATE INDEX "payment_tenant_id_branch_id_received_at_idx" ON "payment"("tenant_id", "branch_id", "received_at");
-- A charge of a gateway is one payment's.
CREATE UNIQUE INDEX payment_of_intent ON payment (tenant_id, gateway, intent_id) WHERE intent_id IS NOT NULL;
-- What the reconciler looks through, of all tenants, the longest unasked first.
CREATE INDEX payment_pending ON payment (created_at) WHERE state = 'PENDING';
-- Where money is for nothing yet, to be taken into account or given back.
CREATE INDEX payment_unallocated ON payment (tenant_id, customer_id) WHERE state = 'CAPTURED' AND allocated_minor + refunded_minor < amount_minor;
-- A payment is for one thing.
ALTER TABLE payment ADD CONSTRAINT payment_purpose CHECK (num_nonnulls(invoice_id, appointment_id, job_card_id) = 1);
ALTER TABLE payment ADD CONSTRAINT payment_gateway CHECK (gateway IN ('manual', 'sandbox', 'stripe') AND (method = 'CARD') = (gateway <> 'manual'));
ALTER TABLE payment ADD CONSTRAINT payment_received CHECK ((state = 'CAPTURED') = (received_at IS NOT NULL));
ALTER TABLE payment ADD CONSTRAINT payment_failed CHECK ((state = 'FAILED') = (failure IS NOT NULL));
-- Only money that came in pays something or goes back, and none of it twice.
ALTER TABLE payment ADD CONSTRAINT payment_spent CHECK (
  allocated_minor >= 0 AND refunded_minor >= 0 AND allocated_minor + refunded_minor <= CASE state WHEN 'CAPTURED' THEN amount_minor ELSE 0 END);
-- Change is given from cash, and never more than was handed over.
ALTER TABLE payment ADD CONSTRAINT payment_tendered CHECK (tendered_minor IS NULL OR (method = 'CASH' AND tendered_minor >= amount_minor));
-- By hand, somebody of the workshop took it.
ALTER TABLE payment ADD CONSTRAINT payment_taken_by CHECK (gateway <> 'manual' OR received_by_id IS NOT NULL);

-- ── Refunds ─────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE "refund" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "invoice_id" UUID,
    "credit_note_id" UUID,
    "method" "payment_method" NOT NULL,
    "gateway" TEXT NOT NULL,
    "state" "refund_state" NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "gateway_refund_id" TEXT,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3),
    "requested_by_id" UUID,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE INDEX "refund_tenant_id_payment_id_idx" ON "refund"("tenant_id", "payment_id");
CREATE INDEX "refund_tenant_id_branch_id_settled_at_idx" ON "refund"("tenant_id", "branch_id", "settled_at");
CREATE INDEX "refund_tenant_id_invoice_id_idx" ON "refund"("tenant_id", "invoice_id");
CREATE UNIQUE INDEX refund_of_gateway ON refund (tenant_id, gateway, gateway_refund_id) WHERE gateway_refund_id IS NOT NULL;
CREATE INDEX refund_pending ON refund (created_at) WHERE state = 'PENDING';
ALTER TABLE refund ADD CONSTRAINT refund_amount CHECK (amount_minor > 0);
ALTER TABLE refund ADD CONSTRAINT refund_reason CHECK (btrim(reason) <> '');
ALTER TABLE refund ADD CONSTRAINT refund_settled CHECK ((state = 'PENDING') = (settled_at IS NULL));
ALTER TABLE refund ADD CONSTRAINT refund_failed CHECK ((state = 'FAILED') = (failure IS NOT NULL));
ALTER TABLE refund ADD CONSTRAINT refund_gateway CHECK (gateway IN ('manual', 'sandbox', 'stripe') AND (method = 'CARD') = (gateway <> 'manual'));

-- ── What a payment pays ─────────────────────────────────────────────────────────────────────────

-- Less than zero where it was taken off again: by a refund, or because the invoice was reversed. Never changed.
CREATE TABLE "payment_allocation" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "refund_id" UUID,
    "amount_minor" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_allocation_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE INDEX "payment_allocation_tenant_id_payment_id_idx" ON "payment_allocation"("tenant_id", "payment_id");
CREATE INDEX "payment_allocation_tenant_id_invoice_id_idx" ON "payment_allocation"("tenant_id", "invoice_id");
ALTER TABLE payment_allocation ADD CONSTRAINT payment_allocation_amount CHECK (amount_minor <> 0);

-- ── Credit notes ────────────────────────────────────────────────────────────────────────────────

CREATE TABLE "credit_note" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "kind" "credit_note_kind" NOT NULL,
    "series" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "tax_mode" "tax_mode" NOT NULL,
    "net_minor" BIGINT NOT NULL,
    "tax_minor" BIGINT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "taxes" JSONB NOT NULL,
    "parties" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "issued_on" DATE NOT NULL,
    "issued_by_id" UUID NOT NULL,

    CONSTRAINT "credit_note_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE UNIQUE INDEX "credit_note_tenant_id_series_sequence_key" ON "credit_note"("tenant_id", "series", "sequence");
CREATE UNIQUE INDEX "credit_note_tenant_id_number_key" ON "credit_note"("tenant_id", "number");
CREATE INDEX "credit_note_tenant_id_invoice_id_idx" ON "credit_note"("tenant_id", "invoice_id");
CREATE INDEX "credit_note_tenant_id_customer_id_idx" ON "credit_note"("tenant_id", "customer_id");
CREATE INDEX "credit_note_tenant_id_branch_id_issued_at_idx" ON "credit_note"("tenant_id", "branch_id", "issued_at");
ALTER TABLE credit_note ADD CONSTRAINT credit_note_total CHECK (net_minor >= 0 AND tax_minor >= 0 AND total_minor = net_minor + tax_minor AND total_minor > 0);
ALTER TABLE credit_note ADD CONSTRAINT credit_note_sequence CHECK (sequence >= 1);
ALTER TABLE credit_note ADD CONSTRAINT credit_note_reason CHECK (btrim(reason) <> '');

CREATE TABLE "credit_note_line" (
    "tenant_id" UUID NOT NULL,
    "credit_note_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "invoice_id" UUID NOT NULL,
    "invoice_position" INTEGER NOT NULL,
    "description" TEXT NOT NULL,
    "quantity" DECIMAL(12,3) NOT NULL,
    "unit" TEXT NOT NULL,
    "tax_rate_bp" INTEGER NOT NULL,
    "net_minor" BIGINT NOT NULL,
    "tax_minor" BIGINT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "stock" "credited_stock" NOT NULL DEFAULT 'NONE',

    CONSTRAINT "credit_note_line_pkey" PRIMARY KEY ("tenant_id","credit_note_id","position")
);
CREATE INDEX "credit_note_line_tenant_id_invoice_id_invoice_position_idx" ON "credit_note_line"("tenant_id", "invoice_id", "invoice_position");
ALTER TABLE credit_note_line ADD CONSTRAINT credit_note_line_total CHECK (total_minor = net_minor + tax_minor AND quantity >= 0);

CREATE TABLE "credit_note_file" (
    "tenant_id" UUID NOT NULL,
    "credit_note_id" UUID NOT NULL,
    "storage_key" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "pages" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credit_note_file_pkey" PRIMARY KEY ("tenant_id","credit_note_id")
);

ALTER TABLE "refund" ADD CONSTRAINT "refund_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "refund" ADD CONSTRAINT "refund_tenant_id_payment_id_fkey" FOREIGN KEY ("tenant_id", "payment_id") REFERENCES "payment"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "refund" ADD CONSTRAINT "refund_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoice"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "refund" ADD CONSTRAINT "refund_tenant_id_credit_note_id_fkey" FOREIGN KEY ("tenant_id", "credit_note_id") REFERENCES "credit_note"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payment_allocation" ADD CONSTRAINT "payment_allocation_tenant_id_payment_id_fkey" FOREIGN KEY ("tenant_id", "payment_id") REFERENCES "payment"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payment_allocation" ADD CONSTRAINT "payment_allocation_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoice"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payment_allocation" ADD CONSTRAINT "payment_allocation_tenant_id_refund_id_fkey" FOREIGN KEY ("tenant_id", "refund_id") REFERENCES "refund"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoice"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "credit_note_line" ADD CONSTRAINT "credit_note_line_tenant_id_credit_note_id_fkey" FOREIGN KEY ("tenant_id", "credit_note_id") REFERENCES "credit_note"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "credit_note_line" ADD CONSTRAINT "credit_note_line_tenant_id_invoice_id_invoice_position_fkey" FOREIGN KEY ("tenant_id", "invoice_id", "invoice_position") REFERENCES "invoice_line"("tenant_id", "invoice_id", "position") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "credit_note_file" ADD CONSTRAINT "credit_note_file_tenant_id_credit_note_id_fkey" FOREIGN KEY ("tenant_id", "credit_note_id") REFERENCES "credit_note"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ── What an invoice has had ─────────────────────────────────────────────────────────────────────

-- One row for each invoice, held by whoever pays or credits it: an invoice itself never changes. `receivable` follows it.
CREATE TABLE "invoice_balance" (
    "tenant_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "credited_minor" BIGINT NOT NULL DEFAULT 0,
    "paid_minor" BIGINT NOT NULL DEFAULT 0,
    "pending_minor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "invoice_balance_pkey" PRIMARY KEY ("tenant_id","invoice_id")
);
ALTER TABLE "invoice_balance" ADD CONSTRAINT "invoice_balance_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoice"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE invoice_balance ADD CONSTRAINT invoice_balance_sums CHECK (
  credited_minor BETWEEN 0 AND total_minor AND paid_minor BETWEEN 0 AND total_minor AND pending_minor BETWEEN 0 AND total_minor - paid_minor);

-- ── The books ───────────────────────────────────────────────────────────────────────────────────

-- Double entry: debits above zero, credits below. A posting is what one document or payment did at one moment:
-- (source_id, entry). Written by the triggers of what it tells of, so that none can be forgotten, and never changed.
CREATE TABLE "ledger_entry" (
    "tenant_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "entry" TEXT NOT NULL,
    "account" "ledger_account" NOT NULL,
    "source_type" TEXT NOT NULL,
    "branch_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("tenant_id","source_id","account","entry")
);
CREATE INDEX "ledger_entry_tenant_id_customer_id_posted_at_idx" ON "ledger_entry"("tenant_id", "customer_id", "posted_at");
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_tenant_id_branch_id_fkey" FOREIGN KEY ("tenant_id", "branch_id") REFERENCES "branch"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customer"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_amount CHECK (amount_minor <> 0);
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_source CHECK (source_type IN ('invoice', 'creditNote', 'payment', 'allocation', 'refund'));

-- What a gateway told us, each once.
CREATE TABLE "gateway_event" (
    "tenant_id" UUID NOT NULL,
    "gateway" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payment_id" UUID,
    "refund_id" UUID,
    "amount_minor" BIGINT NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "gateway_event_pkey" PRIMARY KEY ("tenant_id","gateway","event_id")
);
CREATE INDEX "gateway_event_tenant_id_payment_id_idx" ON "gateway_event"("tenant_id", "payment_id");
ALTER TABLE "gateway_event" ADD CONSTRAINT "gateway_event_tenant_id_payment_id_fkey" FOREIGN KEY ("tenant_id", "payment_id") REFERENCES "payment"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "gateway_event" ADD CONSTRAINT "gateway_event_tenant_id_refund_id_fkey" FOREIGN KEY ("tenant_id", "refund_id") REFERENCES "refund"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ── Those of before ─────────────────────────────────────────────────────────────────────────────

ALTER TABLE receivable NO FORCE ROW LEVEL SECURITY;
INSERT INTO payment_allocation (tenant_id, id, payment_id, invoice_id, amount_minor, created_at)
SELECT tenant_id, id, id, invoice_id, amount_minor, received_at FROM payment;
INSERT INTO invoice_balance (tenant_id, invoice_id, total_minor, paid_minor)
SELECT i.tenant_id, i.id, i.total_minor, coalesce(p.amount, 0)
  FROM invoice i LEFT JOIN (SELECT tenant_id, invoice_id, sum(amount_minor)::bigint AS amount FROM payment GROUP BY 1, 2) p
    ON p.tenant_id = i.tenant_id AND p.invoice_id = i.id;
INSERT INTO ledger_entry (tenant_id, source_id, entry, account, source_type, branch_id, customer_id, currency, amount_minor, posted_at)
SELECT i.tenant_id, i.id, 'ISSUED', e.account, 'invoice', i.branch_id, i.customer_id, i.currency, e.amount, i.issued_at
  FROM invoice i, LATERAL (VALUES ('RECEIVABLES'::ledger_account, i.total_minor), ('SALES', -i.net_minor), ('TAX', -i.tax_minor)) AS e(account, amount) WHERE e.amount <> 0
UNION ALL
SELECT p.tenant_id, p.id, 'CAPTURED', e.account, 'payment', p.branch_id, p.customer_id, p.currency, e.amount, p.received_at
  FROM payment p, LATERAL (VALUES ('BANK'::ledger_account, p.amount_minor), ('DEPOSITS', -p.amount_minor)) AS e(account, amount)
UNION ALL
SELECT p.tenant_id, p.id, 'ALLOCATED', e.account, 'allocation', p.branch_id, p.customer_id, p.currency, e.amount, p.received_at
  FROM payment p, LATERAL (VALUES ('DEPOSITS'::ledger_account, p.amount_minor), ('RECEIVABLES', -p.amount_minor)) AS e(account, amount);
ALTER TABLE invoice FORCE ROW LEVEL SECURITY;
ALTER TABLE payment FORCE ROW LEVEL SECURITY;
ALTER TABLE receivable FORCE ROW LEVEL SECURITY;

-- ── The triggers that keep them ─────────────────────────────────────────────────────────────────

-- An invoice is owed and in the books with the statement that issues it.
CREATE OR REPLACE FUNCTION owe_invoices() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO public.invoice_balance (tenant_id, invoice_id, total_minor) SELECT i.tenant_id, i.id, i.total_minor FROM issued i;
  INSERT INTO public.receivable (tenant_id, invoice_id, branch_id, currency, due_minor, total_minor, issued_at, due_on)
  SELECT i.tenant_id, i.id, i.branch_id, i.currency, i.total_minor, i.total_minor, i.issued_at, i.due_on FROM issued i WHERE i.total_minor > 0;
  INSERT INTO public.ledger_entry (tenant_id, source_id, entry, account, source_type, branch_id, customer_id, currency, amount_minor, posted_at)
  SELECT i.tenant_id, i.id, 'ISSUED', e.account, 'invoice', i.branch_id, i.customer_id, i.currency, e.amount, i.issued_at
    FROM issued i, LATERAL (VALUES ('RECEIVABLES'::public.ledger_account, i.total_minor), ('SALES', -i.net_minor), ('TAX', -i.tax_minor)) AS e(account, amount)
   WHERE e.amount <> 0;
  RETURN NULL;
END $$;

-- What is due follows the balance. Whoever changes a balance holds its row, so two of them count each other.
CREATE FUNCTION follow_balances() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  DELETE FROM public.receivable r USING changed b
   WHERE r.tenant_id = b.tenant_id AND r.invoice_id = b.invoice_id AND b.total_minor - b.credited_minor - b.paid_minor <= 0;
  INSERT INTO public.receivable AS r (tenant_id, invoice_id, branch_id, currency, due_minor, total_minor, issued_at, due_on)
  SELECT i.tenant_id, i.id, i.branch_id, i.currency, b.total_minor - b.credited_minor - b.paid_minor, i.total_minor, i.issued_at, i.due_on
    FROM changed b JOIN public.invoice i ON i.tenant_id = b.tenant_id AND i.id = b.invoice_id
   WHERE b.total_minor - b.credited_minor - b.paid_minor > 0
  ON CONFLICT (tenant_id, invoice_id) DO UPDATE SET due_minor = excluded.due_minor WHERE r.due_minor <> excluded.due_minor;
  RETURN NULL;
END $$;
CREATE TRIGGER invoice_balance_followed AFTER UPDATE ON invoice_balance REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_balances();

-- What is asked for at a gateway is held from the balance until it is known, so that two tills together never take too much.
CREATE FUNCTION reserve_payments() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE wanted record;
BEGIN
  FOR wanted IN SELECT tenant_id, invoice_id, sum(amount_minor)::bigint AS amount FROM asked
                 WHERE state = 'PENDING' AND invoice_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2 LOOP
    UPDATE public.invoice_balance b SET pending_minor = b.pending_minor + wanted.amount
     WHERE b.tenant_id = wanted.tenant_id AND b.invoice_id = wanted.invoice_id
       AND b.total_minor - b.credited_minor - b.paid_minor - b.pending_minor >= wanted.amount;
    IF NOT FOUND THEN RAISE EXCEPTION 'more than is owed would be paid' USING ERRCODE = 'PL002'; END IF;
  END LOOP;
  INSERT INTO public.ledger_entry (tenant_id, source_id, entry, account, source_type, branch_id, customer_id, currency, amount_minor, posted_at)
  SELECT p.tenant_id, p.id, 'CAPTURED', e.account, 'payment', p.branch_id, p.customer_id, p.currency, e.amount, p.received_at
    FROM asked p, LATERAL (VALUES ('BANK'::public.ledger_account, p.amount_minor), ('DEPOSITS', -p.amount_minor)) AS e(account, amount)
   WHERE p.state = 'CAPTURED';
  RETURN NULL;
END $$;
CREATE TRIGGER payment_reserves AFTER INSERT ON payment REFERENCING NEW TABLE AS asked FOR EACH STATEMENT EXECUTE FUNCTION reserve_payments();

-- PENDING ends once, in CAPTURED or FAILED; what was asked for stays as it was asked for.
CREATE FUNCTION guard_payment() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF old.state <> new.state AND old.state <> 'PENDING' THEN
    RAISE EXCEPTION 'a payment that is % stays so', old.state USING ERRCODE = 'PL001';
  END IF;
  IF (old.amount_minor, old.currency, old.method, old.gateway, old.branch_id) IS DISTINCT FROM (new.amount_minor, new.currency, new.method, new.gateway, new.branch_id)
     OR (old.invoice_id, old.appointment_id, old.job_card_id) IS DISTINCT FROM (new.invoice_id, new.appointment_id, new.job_card_id)
     OR (old.intent_id IS NOT NULL AND old.intent_id IS DISTINCT FROM new.intent_id) THEN
    RAISE EXCEPTION 'a payment is written once: only how it ended is added' USING ERRCODE = 'PL001';
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER payment_guarded BEFORE UPDATE ON payment FOR EACH ROW EXECUTE FUNCTION guard_payment();

CREATE FUNCTION end_payment() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF new.invoice_id IS NOT NULL THEN
    UPDATE public.invoice_balance b SET pending_minor = b.pending_minor - new.amount_minor WHERE b.tenant_id = new.tenant_id AND b.invoice_id = new.invoice_id;
  END IF;
  IF new.state = 'CAPTURED' THEN
    INSERT INTO public.ledger_entry (tenant_id, source_id, entry, account, source_type, branch_id, customer_id, currency, amount_minor, posted_at)
    VALUES (new.tenant_id, new.id, 'CAPTURED', 'BANK', 'payment', new.branch_id, new.customer_id, new.currency, new.amount_minor, new.received_at),
           (new.tenant_id, new.id, 'CAPTURED', 'DEPOSITS', 'payment', new.branch_id, new.customer_id, new.currency, -new.amount_minor, new.received_at);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER payment_ended AFTER UPDATE OF state ON payment FOR EACH ROW WHEN (old.state = 'PENDING' AND new.state <> 'PENDING') EXECUTE FUNCTION end_payment();

-- A payment pays up to what is owed and not asked for elsewhere. Locks: payment, then balance, each in order of id.
CREATE FUNCTION allocate_payments() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE share record;
BEGIN
  FOR share IN SELECT tenant_id, payment_id, sum(amount_minor)::bigint AS amount FROM shares GROUP BY 1, 2 ORDER BY 1, 2 LOOP
    UPDATE public.payment p SET allocated_minor = p.allocated_minor + share.amount WHERE p.tenant_id = share.tenant_id AND p.id = share.payment_id;
  END LOOP;
  FOR share IN SELECT tenant_id, invoice_id, sum(amount_minor)::bigint AS amount, min(amount_minor) AS least FROM shares GROUP BY 1, 2 ORDER BY 1, 2 LOOP
    UPDATE public.invoice_balance b SET paid_minor = b.paid_minor + share.amount
     WHERE b.tenant_id = share.tenant_id AND b.invoice_id = share.invoice_id
       AND (share.amount <= 0 OR b.total_minor - b.credited_minor - b.paid_minor - b.pending_minor >= share.amount);
    IF NOT FOUND THEN RAISE EXCEPTION 'more than is owed would be paid' USING ERRCODE = 'PL002'; END IF;
  END LOOP;
  IF EXISTS (SELECT FROM shares s JOIN public.payment p ON p.tenant_id = s.tenant_id AND p.id = s.payment_id
               JOIN public.invoice i ON i.tenant_id = s.tenant_id AND i.id = s.invoice_id WHERE i.currency <> p.currency) THEN
    RAISE EXCEPTION 'a payment pays in its own currency' USING ERRCODE = 'PL002';
  END IF;
  INSERT INTO public.ledger_entry (tenant_id, source_id, entry, account, source_type, branch_id, customer_id, currency, amount_minor, posted_at)
  SELECT s.tenant_id, s.id, 'ALLOCATED', e.account, 'allocation', p.branch_id, p.customer_id, p.currency, e.amount, s.created_at
    FROM shares s JOIN public.payment p ON p.tenant_id = s.tenant_id AND p.id = s.payment_id,
         LATERAL (VALUES ('DEPOSITS'::public.ledger_account, s.amount_minor), ('RECEIVABLES', -s.amount_minor)) AS e(account, amount);
  RETURN NULL;
END $$;
CREATE TRIGGER payment_allocation_pays AFTER INSERT ON payment_allocation REFERENCING NEW TABLE AS shares FOR EACH STATEMENT EXECUTE FUNCTION allocate_payments();

-- A refund takes its part of the payment when it is asked for, and gives it back when it failed.
CREATE FUNCTION request_refund() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE paid public.payment;
BEGIN
  UPDATE public.payment p SET refunded_minor = p.refunded_minor + new.amount_minor WHERE p.tenant_id = new.tenant_id AND p.id = new.payment_id RETURNING * INTO paid;
  IF paid.currency <> new.currency OR paid.branch_id <> new.branch_id THEN
    RAISE EXCEPTION 'a refund goes back as it came in' USING ERRCODE = 'PL002';
  END IF;
  INSERT INTO public.ledger_entry (tenant_id, source_id, entry, account, source_type, branch_id, customer_id, currency, amount_minor, posted_at)
  SELECT new.tenant_id, new.id, e.entry, e.account, 'refund', new.branch_id, paid.customer_id, new.currency, e.amount, new.created_at
    FROM (VALUES ('REQUESTED', 'DEPOSITS'::public.ledger_account, new.amount_minor), ('REQUESTED', 'REFUNDS_PAYABLE', -new.amount_minor),
                 ('SUCCEEDED', 'REFUNDS_PAYABLE', new.amount_minor), ('SUCCEEDED', 'BANK', -new.amount_minor)) AS e(entry, account, amount)
   WHERE e.entry = 'REQUESTED' OR e.entry = new.state::text;
  RETURN NULL;
END $$;
CREATE TRIGGER refund_requested AFTER INSERT ON refund FOR EACH ROW EXECUTE FUNCTION request_refund();

CREATE FUNCTION guard_refund() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF old.state <> new.state AND old.state <> 'PENDING' THEN
    RAISE EXCEPTION 'a refund that is % stays so', old.state USING ERRCODE = 'PL001';
  END IF;
  IF (old.payment_id, old.amount_minor, old.currency, old.method, old.gateway, old.branch_id) IS DISTINCT FROM (new.payment_id, new.amount_minor, new.currency, new.method, new.gateway, new.branch_id)
     OR (old.invoice_id, old.credit_note_id) IS DISTINCT FROM (new.invoice_id, new.credit_note_id)
     OR (old.gateway_refund_id IS NOT NULL AND old.gateway_refund_id IS DISTINCT FROM new.gateway_refund_id) THEN
    RAISE EXCEPTION 'a refund is written once: only how it ended is added' USING ERRCODE = 'PL001';
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER refund_guarded BEFORE UPDATE ON refund FOR EACH ROW EXECUTE FUNCTION guard_refund();

CREATE FUNCTION end_refund() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE customer uuid;
BEGIN
  SELECT p.customer_id INTO customer FROM public.payment p WHERE p.tenant_id = new.tenant_id AND p.id = new.payment_id;
  INSERT INTO public.ledger_entry (tenant_id, source_id, entry, account, source_type, branch_id, customer_id, currency, amount_minor, posted_at)
  SELECT new.tenant_id, new.id, new.state::text, e.account, 'refund', new.branch_id, customer, new.currency, e.amount, new.settled_at
    FROM (VALUES ('REFUNDS_PAYABLE'::public.ledger_account, new.amount_minor),
                 (CASE new.state WHEN 'SUCCEEDED' THEN 'BANK'::public.ledger_account ELSE 'DEPOSITS' END, -new.amount_minor)) AS e(account, amount);
  IF new.state = 'FAILED' THEN
    UPDATE public.payment p SET refunded_minor = p.refunded_minor - new.amount_minor WHERE p.tenant_id = new.tenant_id AND p.id = new.payment_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER refund_ended AFTER UPDATE OF state ON refund FOR EACH ROW WHEN (old.state = 'PENDING' AND new.state <> 'PENDING') EXECUTE FUNCTION end_refund();

-- A credit note lowers what is owed, and is in the books with the statement that issues it.
CREATE FUNCTION credit_invoice() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  UPDATE public.invoice_balance b SET credited_minor = b.credited_minor + new.total_minor WHERE b.tenant_id = new.tenant_id AND b.invoice_id = new.invoice_id;
  INSERT INTO public.ledger_entry (tenant_id, source_id, entry, account, source_type, branch_id, customer_id, currency, amount_minor, posted_at)
  SELECT new.tenant_id, new.id, 'ISSUED', e.account, 'creditNote', new.branch_id, new.customer_id, new.currency, e.amount, new.issued_at
    FROM (VALUES ('RECEIVABLES'::public.ledger_account, -new.total_minor), ('SALES', new.net_minor), ('TAX', new.tax_minor)) AS e(account, amount)
   WHERE e.amount <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER credit_note_credits AFTER INSERT ON credit_note FOR EACH ROW EXECUTE FUNCTION credit_invoice();

-- No line of an invoice is credited above what it was. The balance's row is held by then.
CREATE FUNCTION guard_credit_lines() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT tenant_id, invoice_id, invoice_position FROM credited) n
      JOIN public.invoice_line l ON l.tenant_id = n.tenant_id AND l.invoice_id = n.invoice_id AND l.position = n.invoice_position
      JOIN public.credit_note_line c ON c.tenant_id = n.tenant_id AND c.invoice_id = n.invoice_id AND c.invoice_position = n.invoice_position
     GROUP BY n.tenant_id, n.invoice_id, n.invoice_position, l.net_minor, l.tax_minor, l.total_minor, l.quantity
    HAVING sum(c.net_minor) NOT BETWEEN least(0, l.net_minor) AND greatest(0, l.net_minor) OR sum(c.tax_minor) NOT BETWEEN least(0, l.tax_minor) AND greatest(0, l.tax_minor) OR sum(c.quantity) > l.quantity) THEN
    RAISE EXCEPTION 'more than the line would be credited' USING ERRCODE = 'PL002';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER credit_note_line_within AFTER INSERT ON credit_note_line REFERENCING NEW TABLE AS credited FOR EACH STATEMENT EXECUTE FUNCTION guard_credit_lines();

-- Every posting balances, whoever writes it: it is written by one statement.
CREATE FUNCTION balance_postings() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM posted GROUP BY tenant_id, source_id, entry HAVING sum(amount_minor) <> 0 OR count(DISTINCT currency) > 1) THEN
    RAISE EXCEPTION 'a posting does not balance' USING ERRCODE = 'PL002';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION balance_postings();

CREATE TRIGGER payment_allocation_immutable BEFORE UPDATE OR DELETE ON payment_allocation FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER credit_note_immutable BEFORE UPDATE OR DELETE ON credit_note FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER credit_note_line_immutable BEFORE UPDATE OR DELETE ON credit_note_line FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entry_immutable BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER gateway_event_immutable BEFORE UPDATE OR DELETE ON gateway_event FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- ── Walls ───────────────────────────────────────────────────────────────────────────────────────

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['refund', 'payment_allocation', 'credit_note', 'credit_note_line', 'credit_note_file', 'invoice_balance', 'ledger_entry', 'gateway_event'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
REVOKE UPDATE, DELETE ON payment_allocation, credit_note, credit_note_line, ledger_entry, gateway_event FROM pitlane_app;
REVOKE DELETE ON refund, invoice_balance, credit_note_file FROM pitlane_app;
-- I10 and I11 ask over all tenants, of ids alone.
GRANT SELECT (tenant_id, id) ON refund, payment_allocation, credit_note TO pitlane_counter;
GRANT SELECT (tenant_id) ON credit_note_line, credit_note_file, invoice_balance, gateway_event, ledger_entry TO pitlane_counter;

-- The reconciler's two questions, before a tenant is known: what has been pending since before then, and was not asked for since.
GRANT SELECT (tenant_id, id, state, created_at, asked_at) ON payment, refund TO pitlane_definer;
CREATE POLICY lookup_reads ON payment FOR SELECT TO pitlane_definer USING (true);
CREATE POLICY lookup_reads ON refund FOR SELECT TO pitlane_definer USING (true);
CREATE FUNCTION lookup.pending_money(p_before timestamptz, p_limit int) RETURNS TABLE (tenant_id uuid, kind text, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  (SELECT p.tenant_id, 'payment', p.id FROM public.payment p
    WHERE p.state = 'PENDING' AND p.created_at < p_before AND (p.asked_at IS NULL OR p.asked_at < p_before) ORDER BY p.created_at LIMIT p_limit)
  UNION ALL
  (SELECT r.tenant_id, 'refund', r.id FROM public.refund r
    WHERE r.state = 'PENDING' AND r.created_at < p_before AND (r.asked_at IS NULL OR r.asked_at < p_before) ORDER BY r.created_at LIMIT p_limit)
$$;
DO $$
BEGIN
  EXECUTE 'GRANT CREATE ON SCHEMA lookup TO pitlane_definer';
  ALTER FUNCTION lookup.pending_money(timestamptz, int) OWNER TO pitlane_definer;
  REVOKE ALL ON FUNCTION lookup.pending_money(timestamptz, int) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION lookup.pending_money(timestamptz, int) TO pitlane_app;
  EXECUTE 'REVOKE CREATE ON SCHEMA lookup FROM pitlane_definer';
END $$;
