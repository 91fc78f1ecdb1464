-- Finding by fragments, views that are kept, and what is still owed.

-- ── Finding ─────────────────────────────────────────────────────────────────────────────────────

-- The tenant first in the indexes of fragments too: uuids inside GIN need their operators.
CREATE EXTENSION IF NOT EXISTS btree_gin;
-- Only those in use, and written at once, not into a pending list that every search would have to read through.
CREATE INDEX customer_name_fragments ON customer USING gin (tenant_id, name gin_trgm_ops) WITH (fastupdate = off) WHERE archived_at IS NULL;
CREATE INDEX customer_phone_fragments ON customer USING gin (tenant_id, phone gin_trgm_ops) WITH (fastupdate = off) WHERE phone IS NOT NULL AND archived_at IS NULL;
CREATE INDEX customer_email_fragments ON customer USING gin (tenant_id, email gin_trgm_ops) WITH (fastupdate = off) WHERE email IS NOT NULL AND archived_at IS NULL;
CREATE INDEX vehicle_plate_fragments ON vehicle USING gin (tenant_id, plate_normalised gin_trgm_ops) WITH (fastupdate = off) WHERE archived_at IS NULL;
CREATE INDEX part_number_fragments ON part USING gin (tenant_id, number gin_trgm_ops) WITH (fastupdate = off) WHERE archived_at IS NULL;
CREATE INDEX part_name_fragments ON part USING gin (tenant_id, name gin_trgm_ops) WITH (fastupdate = off) WHERE archived_at IS NULL;

-- LIKE is not leakproof, so row level security keeps it from every index: all customers of the tenant would be read for
-- each letter typed (decision 022). These ask past the walls, of one tenant, and say ids alone; the rows are then
-- read under row level security, which shows nothing of another's.
GRANT SELECT (tenant_id, id, name, phone, email, archived_at) ON customer TO pitlane_definer;
GRANT SELECT (tenant_id, id, plate_normalised, archived_at) ON vehicle TO pitlane_definer;
GRANT SELECT (tenant_id, id, number, name, archived_at) ON part TO pitlane_definer;
CREATE POLICY lookup_reads ON customer FOR SELECT TO pitlane_definer USING (true);
CREATE POLICY lookup_reads ON vehicle FOR SELECT TO pitlane_definer USING (true);
CREATE POLICY lookup_reads ON part FOR SELECT TO pitlane_definer USING (true);

-- A pattern is not known when the plan is made: without these settings a few wanted rows look cheap to find by reading all.
/* Customers whose name, phone or e-mail is like a pattern; null asks nothing. A few hundred at most. */
CREATE FUNCTION lookup.find_customers(p_tenant uuid, p_name text, p_phone text, p_email text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off SET enable_indexscan = off AS $$
  (SELECT c.id FROM public.customer c
    WHERE c.tenant_id = p_tenant AND c.name ILIKE p_name AND c.archived_at IS NULL LIMIT 100)
  UNION
  (SELECT c.id FROM public.customer c
    WHERE c.tenant_id = p_tenant AND c.phone LIKE p_phone AND c.archived_at IS NULL LIMIT 100)
  UNION
  (SELECT c.id FROM public.customer c
    WHERE c.tenant_id = p_tenant AND c.email ILIKE p_email AND c.archived_at IS NULL LIMIT 100)
$$;

/* Vehicles whose plate is like a pattern. */
CREATE FUNCTION lookup.find_vehicles(p_tenant uuid, p_plate text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off SET enable_indexscan = off AS $$
  SELECT v.id FROM public.vehicle v
   WHERE v.tenant_id = p_tenant AND v.plate_normalised LIKE p_plate AND v.archived_at IS NULL LIMIT 100
$$;

/* Parts whose number or name is like a pattern. */
CREATE FUNCTION lookup.find_parts(p_tenant uuid, p_text text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off SET enable_indexscan = off AS $$
  (SELECT p.id FROM public.part p
    WHERE p.tenant_id = p_tenant AND p.number ILIKE p_text AND p.archived_at IS NULL LIMIT 100)
  UNION
  (SELECT p.id FROM public.part p
    WHERE p.tenant_id = p_tenant AND p.name ILIKE p_text AND p.archived_at IS NULL LIMIT 100)
$$;

DO $$
DECLARE f text;
BEGIN
  EXECUTE 'GRANT CREATE ON SCHEMA lookup TO pitlane_definer';
  FOREACH f IN ARRAY ARRAY['lookup.find_customers(uuid, text, text, text)', 'lookup.find_vehicles(uuid, text)', 'lookup.find_parts(uuid, text)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pitlane_definer', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pitlane_app', f);
  END LOOP;
  EXECUTE 'REVOKE CREATE ON SCHEMA lookup FROM pitlane_definer';
END $$;

-- ── Views of a list that a member keeps ─────────────────────────────────────────────────────────

CREATE TABLE "saved_view" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "page" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "shared_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE UNIQUE INDEX "saved_view_tenant_id_member_id_page_name_key" ON "saved_view"("tenant_id", "member_id", "page", "name");
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_tenant_id_member_id_fkey" FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- Only the lists that have views; a name that can be read.
ALTER TABLE saved_view ADD CONSTRAINT saved_view_page CHECK (page IN ('history', 'invoices'));
ALTER TABLE saved_view ADD CONSTRAINT saved_view_name CHECK (btrim(name) <> '');

-- ── What is still owed ──────────────────────────────────────────────────────────────────────────

-- An invoice never changes, and among years of paid ones the few that are owed would be looked for in all. Each has a row
-- here from its issue until it is paid in full, kept by the database itself: whoever writes an invoice or a payment cannot
-- forget it, and I4 compares.
CREATE TABLE "receivable" (
    "tenant_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "branch_id" UUID NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "due_minor" BIGINT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "due_on" DATE NOT NULL,

    CONSTRAINT "receivable_pkey" PRIMARY KEY ("tenant_id","invoice_id")
);
CREATE INDEX "receivable_tenant_id_issued_at_invoice_id_idx" ON "receivable"("tenant_id", "issued_at", "invoice_id");
ALTER TABLE "receivable" ADD CONSTRAINT "receivable_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoice"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- Paid in full is no row.
ALTER TABLE receivable ADD CONSTRAINT receivable_due CHECK (due_minor > 0 AND due_minor <= total_minor);

-- Those of before the table: the walls are down for this transaction alone, for an owner who may not bypass them.
ALTER TABLE invoice NO FORCE ROW LEVEL SECURITY;
ALTER TABLE payment NO FORCE ROW LEVEL SECURITY;
INSERT INTO receivable (tenant_id, invoice_id, branch_id, currency, due_minor, total_minor, issued_at, due_on)
SELECT i.tenant_id, i.id, i.branch_id, i.currency, i.total_minor - paid.amount, i.total_minor, i.issued_at, i.due_on
  FROM invoice i, LATERAL (SELECT coalesce(sum(p.amount_minor), 0)::bigint AS amount FROM payment p
                            WHERE p.tenant_id = i.tenant_id AND p.invoice_id = i.id AND p.state = 'CAPTURED') paid
 WHERE i.total_minor > paid.amount;
ALTER TABLE invoice FORCE ROW LEVEL SECURITY;
ALTER TABLE payment FORCE ROW LEVEL SECURITY;

CREATE FUNCTION owe_invoices() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO public.receivable (tenant_id, invoice_id, branch_id, currency, due_minor, total_minor, issued_at, due_on)
  SELECT i.tenant_id, i.id, i.branch_id, i.currency, i.total_minor, i.total_minor, i.issued_at, i.due_on FROM issued i WHERE i.total_minor > 0;
  RETURN NULL;
END $$;
-- A statement at a time, so that thousands of invoices written at once owe at once.
CREATE TRIGGER invoice_owed AFTER INSERT ON invoice REFERENCING NEW TABLE AS issued FOR EACH STATEMENT EXECUTE FUNCTION owe_invoices();

CREATE FUNCTION settle_invoices() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  -- Locked first, in order: two payments of one invoice that meet count each other.
  PERFORM FROM public.receivable r WHERE (r.tenant_id, r.invoice_id) IN (SELECT tenant_id, invoice_id FROM paid) ORDER BY r.tenant_id, r.invoice_id FOR UPDATE;
  DELETE FROM public.receivable r USING (
    SELECT t.tenant_id, t.invoice_id, sum(p.amount_minor) AS amount FROM (SELECT DISTINCT tenant_id, invoice_id FROM paid) t
      JOIN public.payment p ON p.tenant_id = t.tenant_id AND p.invoice_id = t.invoice_id AND p.state = 'CAPTURED' GROUP BY 1, 2) sums
   WHERE r.tenant_id = sums.tenant_id AND r.invoice_id = sums.invoice_id AND sums.amount >= r.total_minor;
  UPDATE public.receivable r SET due_minor = r.total_minor - sums.amount FROM (
    SELECT t.tenant_id, t.invoice_id, sum(p.amount_minor)::bigint AS amount FROM (SELECT DISTINCT tenant_id, invoice_id FROM paid) t
      JOIN public.payment p ON p.tenant_id = t.tenant_id AND p.invoice_id = t.invoice_id AND p.state = 'CAPTURED' GROUP BY 1, 2) sums
   WHERE r.tenant_id = sums.tenant_id AND r.invoice_id = sums.invoice_id;
  RETURN NULL;
END $$;
CREATE TRIGGER payment_settles AFTER INSERT ON payment REFERENCING NEW TABLE AS paid FOR EACH STATEMENT EXECUTE FUNCTION settle_invoices();

-- All invoices, the newest first, and those of a branch or customer.
CREATE INDEX "invoice_tenant_id_issued_at_id_idx" ON "invoice"("tenant_id", "issued_at", "id");
DROP INDEX "invoice_tenant_id_branch_id_issued_at_idx";
CREATE INDEX "invoice_tenant_id_branch_id_issued_at_id_idx" ON "invoice"("tenant_id", "branch_id", "issued_at", "id");

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['saved_view', 'receivable'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    EXECUTE format('CREATE POLICY counter_reads ON %I FOR SELECT TO pitlane_counter USING (true)', name);
  END LOOP;
END $$;
-- I10 and I11 ask over all tenants, of ids alone.
GRANT SELECT (tenant_id, id) ON saved_view TO pitlane_counter;
GRANT SELECT (tenant_id) ON receivable TO pitlane_counter;
