-- What Prisma's schema cannot say: value rules, exclusions, append-only tables, row level security, look-ups.

-- Booking: an exclusion over (uuid =, range &&) needs the B-tree operators inside GiST.
CREATE EXTENSION IF NOT EXISTS btree_gist;
-- Search: fragments of plates, names and numbers without a sequential scan.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Roles belong to the cluster, so another database of it may have made them already.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'pitlane_app') THEN
    CREATE ROLE pitlane_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'pitlane_definer') THEN
    CREATE ROLE pitlane_definer NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- two databases migrating in one moment
END $$;

-- ── Values ──────────────────────────────────────────────────────────────────────────────────────

-- A branch without a tax rate could not price a line.
ALTER TABLE branch ADD CONSTRAINT branch_tax_rates CHECK (
  cardinality(tax_rates_bp) >= 1 AND 0 <= ALL (tax_rates_bp) AND 10000 >= ALL (tax_rates_bp));
ALTER TABLE branch ADD CONSTRAINT branch_odometer_unit CHECK (odometer_unit IN ('mi', 'km'));
-- The number printed on an invoice is parsed back by accountants: keep its prefix plain.
ALTER TABLE branch ADD CONSTRAINT branch_invoice_prefix CHECK (invoice_prefix ~ '^[A-Z0-9]{1,8}$');
ALTER TABLE branch ADD CONSTRAINT branch_wall_time CHECK (
  opens_at ~ '^[0-2][0-9]:[0-5][0-9]$' AND closes_at ~ '^[0-2][0-9]:[0-5][0-9]$' AND opens_at < closes_at);

ALTER TABLE customer ADD CONSTRAINT customer_name CHECK (btrim(name) <> '');
ALTER TABLE customer ADD CONSTRAINT customer_phone_e164 CHECK (phone IS NULL OR phone ~ '^\+[1-9][0-9]{5,14}$');
ALTER TABLE vehicle ADD CONSTRAINT vehicle_plate CHECK (plate_normalised ~ '^[[:alnum:]]{1,16}$');
-- One live vehicle for a plate; an archived one keeps its history under the same plate.
CREATE UNIQUE INDEX vehicle_plate_live ON vehicle (tenant_id, plate_normalised) WHERE archived_at IS NULL;

ALTER TABLE job_card ADD CONSTRAINT job_card_odometer CHECK (odometer_in >= 0 AND odometer_out >= 0);
-- Completed is a fact with a time and a count, not only a word.
ALTER TABLE job_card ADD CONSTRAINT job_card_completed CHECK (
  status NOT IN ('COMPLETED', 'COLLECTED') OR (completed_at IS NOT NULL AND completion_number >= 1 AND odometer_out IS NOT NULL));

ALTER TABLE job_line ADD CONSTRAINT job_line_quantity CHECK (quantity > 0);
ALTER TABLE job_line ADD CONSTRAINT job_line_money CHECK (
  unit_price_minor BETWEEN 0 AND 100000000000 AND unit_cost_minor BETWEEN 0 AND 100000000000
  AND discount_bp BETWEEN 0 AND 10000 AND tax_rate_bp BETWEEN 0 AND 10000);
ALTER TABLE job_line ADD CONSTRAINT job_line_part CHECK ((kind = 'PART') = (part_id IS NOT NULL));
ALTER TABLE job_line ADD CONSTRAINT job_line_reserved CHECK (reserved BETWEEN 0 AND quantity AND (kind = 'PART' OR reserved = 0));
-- A removed line holds no stock and was never done.
ALTER TABLE job_line ADD CONSTRAINT job_line_removed CHECK (removed_at IS NULL OR (reserved = 0 AND done_at IS NULL));

-- I2: never below zero, never below what is promised to a customer.
ALTER TABLE stock_level ADD CONSTRAINT stock_level_on_hand CHECK (on_hand >= 0);
ALTER TABLE stock_level ADD CONSTRAINT stock_level_reserved CHECK (reserved BETWEEN 0 AND on_hand);
ALTER TABLE stock_level ADD CONSTRAINT stock_level_values CHECK (
  reorder_point >= 0 AND price_minor >= 0 AND cost_minor >= 0 AND tax_rate_bp BETWEEN 0 AND 10000);
-- Each kind moves what its name says, in its direction.
ALTER TABLE stock_movement ADD CONSTRAINT stock_movement_direction CHECK (CASE kind
  WHEN 'RECEIVE' THEN on_hand_change > 0 AND reserved_change = 0
  WHEN 'RESERVE' THEN on_hand_change = 0 AND reserved_change > 0
  WHEN 'RELEASE' THEN on_hand_change = 0 AND reserved_change < 0
  WHEN 'ISSUE'   THEN on_hand_change < 0 AND reserved_change BETWEEN on_hand_change AND 0
  WHEN 'RETURN'  THEN on_hand_change > 0 AND reserved_change = 0
  WHEN 'ADJUST'  THEN on_hand_change <> 0 AND reserved_change = 0 AND btrim(reason) <> ''
END);
ALTER TABLE stock_movement ADD CONSTRAINT stock_movement_after CHECK (on_hand_after >= 0 AND reserved_after BETWEEN 0 AND on_hand_after);
-- I6: a line is issued once for each completion.
CREATE UNIQUE INDEX stock_movement_one_issue ON stock_movement (tenant_id, job_line_id, completion_number) WHERE kind = 'ISSUE';

ALTER TABLE invoice ADD CONSTRAINT invoice_total CHECK (net_minor >= 0 AND tax_minor >= 0 AND total_minor = net_minor + tax_minor);
ALTER TABLE invoice ADD CONSTRAINT invoice_sequence CHECK (sequence >= 1 AND completion_number >= 1);
ALTER TABLE invoice_line ADD CONSTRAINT invoice_line_total CHECK (total_minor = net_minor + tax_minor AND quantity > 0);
ALTER TABLE invoice_counter ADD CONSTRAINT invoice_counter_from_zero CHECK (last_number >= 0);
ALTER TABLE payment ADD CONSTRAINT payment_amount CHECK (amount_minor > 0);
-- Only full payments by hand exist by now, so a second one of an invoice is always a mistake.
CREATE UNIQUE INDEX payment_one_full ON payment (tenant_id, invoice_id) WHERE state = 'CAPTURED';

ALTER TABLE bay_allocation ADD CONSTRAINT bay_allocation_range CHECK (
  starts_at < ends_at AND isfinite(starts_at) AND isfinite(ends_at));
ALTER TABLE bay_allocation ADD CONSTRAINT bay_allocation_hold CHECK ((state = 'HELD') = (held_until IS NOT NULL));
-- I1: no two active allocations of one bay overlap; a change of state into the active set is checked again.
ALTER TABLE bay_allocation ADD CONSTRAINT bay_allocation_no_overlap EXCLUDE USING gist (
  tenant_id WITH =, bay_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
  WHERE (state IN ('HELD', 'BOOKED', 'CHECKED_IN', 'IN_PROGRESS'));
ALTER TABLE bay_allocation ADD CONSTRAINT bay_allocation_technician_no_overlap EXCLUDE USING gist (
  tenant_id WITH =, technician_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
  WHERE (technician_id IS NOT NULL AND state IN ('HELD', 'BOOKED', 'CHECKED_IN', 'IN_PROGRESS'));

ALTER TABLE outbox_event ADD CONSTRAINT outbox_event_sent CHECK ((state = 'SENT') = (sent_at IS NOT NULL));
ALTER TABLE event_delivery ADD CONSTRAINT event_delivery_attempts CHECK (attempts_finished BETWEEN 0 AND attempts_started);
ALTER TABLE event_delivery ADD CONSTRAINT event_delivery_skipped CHECK (state <> 'SKIPPED' OR btrim(closed_reason) <> '');
ALTER TABLE manual_task ADD CONSTRAINT manual_task_taken CHECK (state <> 'TAKEN' OR taken_by_id IS NOT NULL);
ALTER TABLE manual_task ADD CONSTRAINT manual_task_resolved CHECK ((state = 'RESOLVED') = (resolved_at IS NOT NULL));
ALTER TABLE orchestration_run ADD CONSTRAINT orchestration_run_ended CHECK (
  (state IN ('RUNNING', 'SUSPENDED')) = (finished_at IS NULL) AND (state <> 'FAILED' OR error_message IS NOT NULL));

-- ── Written once ────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% is written once: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'PL001';
END $$;

-- An issued invoice never changes; a correction is a credit note.
CREATE TRIGGER invoice_immutable BEFORE UPDATE OR DELETE ON invoice FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_line_immutable BEFORE UPDATE OR DELETE ON invoice_line FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- The ledger, the consents, the history and the audit are what disputes are settled with.
CREATE TRIGGER stock_movement_immutable BEFORE UPDATE OR DELETE ON stock_movement FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER authorisation_immutable BEFORE UPDATE OR DELETE ON authorisation FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER service_record_immutable BEFORE UPDATE OR DELETE ON service_record FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_immutable BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seal_immutable BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- ── Queues: the few indexes that do not begin with the tenant, because they are read before one is known ──

CREATE INDEX outbox_event_due ON outbox_event (available_at) WHERE state = 'PENDING';
CREATE INDEX event_delivery_due ON event_delivery (available_at) WHERE state IN ('PENDING', 'RUNNING');
CREATE INDEX orchestration_run_leased ON orchestration_run (lease_until) WHERE state IN ('RUNNING', 'SUSPENDED');
CREATE INDEX runner_run_due ON runner_run (available_at) WHERE state = 'PENDING';

-- ── Row level security ──────────────────────────────────────────────────────────────────────────

-- The scalar sub-select makes the setting an index condition, evaluated once; an unset tenant sees nothing.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'branch', 'member', 'customer', 'vehicle', 'odometer_reading', 'message', 'service_bay', 'bay_allocation',
    'job_card', 'job_line', 'authorisation', 'service_record', 'part', 'stock_level', 'stock_movement',
    'invoice_counter', 'invoice', 'invoice_line', 'invoice_file', 'payment',
    'orchestration_run', 'orchestration_step', 'outbox_event', 'event_delivery', 'manual_task',
    'audit_entry', 'audit_seal', 'audit_head', 'idempotency_key', 'number_counter']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY own_tenant ON %I
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
  END LOOP;
END $$;
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON tenant
  USING (id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));

-- ── Rights of the application ───────────────────────────────────────────────────────────────────

GRANT USAGE ON SCHEMA public TO pitlane_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pitlane_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO pitlane_app;
-- Append-only also by right, so that a dropped trigger alone changes nothing.
REVOKE UPDATE, DELETE ON invoice, invoice_line, stock_movement, authorisation, service_record, audit_entry, audit_seal FROM pitlane_app;
REVOKE DELETE ON tenant, branch, member, customer, vehicle, job_card, job_line, part, stock_level, payment, outbox_event,
  orchestration_run, orchestration_step, manual_task, message, invoice_counter, number_counter FROM pitlane_app;
-- Migrations are the administrator's.
REVOKE ALL ON TABLE _prisma_migrations FROM pitlane_app;

-- ── Questions that precede a tenant: ids and counts, never rows ─────────────────────────────────

CREATE SCHEMA lookup;
GRANT USAGE ON SCHEMA lookup TO pitlane_app;
GRANT USAGE ON SCHEMA public TO pitlane_definer;
GRANT SELECT ON tenant, member, outbox_event, event_delivery, orchestration_run, audit_entry, audit_seal, audit_head TO pitlane_definer;
GRANT UPDATE (available_at, sends) ON outbox_event TO pitlane_definer;
CREATE POLICY lookup_reads ON tenant FOR SELECT TO pitlane_definer USING (true);
CREATE POLICY lookup_reads ON member FOR SELECT TO pitlane_definer USING (true);
CREATE POLICY lookup_reads ON outbox_event FOR SELECT TO pitlane_definer USING (true);
CREATE POLICY lookup_claims ON outbox_event FOR UPDATE TO pitlane_definer USING (true) WITH CHECK (true);
CREATE POLICY lookup_reads ON event_delivery FOR SELECT TO pitlane_definer USING (true);
CREATE POLICY lookup_reads ON orchestration_run FOR SELECT TO pitlane_definer USING (true);
CREATE POLICY lookup_reads ON audit_entry FOR SELECT TO pitlane_definer USING (true);
CREATE POLICY lookup_reads ON audit_seal FOR SELECT TO pitlane_definer USING (true);
CREATE POLICY lookup_reads ON audit_head FOR SELECT TO pitlane_definer USING (true);

/* Where a user may work. Disabled memberships are left out. */
CREATE FUNCTION lookup.memberships_of_user(p_user uuid) RETURNS TABLE (tenant_id uuid, member_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT m.tenant_id, m.id FROM public.member m
   WHERE m.user_id = p_user AND m.disabled_at IS NULL ORDER BY m.created_at, m.id
$$;

/* Every tenant, for the sweeps. */
CREATE FUNCTION lookup.tenants() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT t.id FROM public.tenant t ORDER BY t.id
$$;

/* Takes up to n unsent events for lease_ms: SKIP LOCKED, so that several relays share the work; a relay that dies gives them back by time. */
CREATE FUNCTION lookup.claim_events(n int, lease_ms int) RETURNS TABLE (tenant_id uuid, event_id uuid, sends int)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
  UPDATE public.outbox_event o
     SET available_at = clock_timestamp() + lease_ms * interval '1 millisecond', sends = o.sends + 1
   WHERE (o.tenant_id, o.id) IN (
     SELECT e.tenant_id, e.id FROM public.outbox_event e
      WHERE e.state = 'PENDING' AND e.available_at <= clock_timestamp()
      ORDER BY e.available_at LIMIT n FOR UPDATE SKIP LOCKED)
  RETURNING o.tenant_id, o.id, o.sends
$$;

/* Deliveries whose time came without anyone finishing them: a dead worker's, or one the engine silently dropped. */
CREATE FUNCTION lookup.overdue_deliveries(n int, grace_ms int) RETURNS TABLE (tenant_id uuid, delivery_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT d.tenant_id, d.id FROM public.event_delivery d
    JOIN public.outbox_event e ON e.tenant_id = d.tenant_id AND e.id = d.event_id
   WHERE (d.state = 'RUNNING' AND d.lease_until < clock_timestamp() AND d.available_at <= clock_timestamp())
      OR (d.state = 'PENDING' AND e.state = 'SENT' AND d.available_at < clock_timestamp() - grace_ms * interval '1 millisecond')
   ORDER BY d.available_at LIMIT n
$$;

/* Sagas whose worker is gone: their lease has ended. */
CREATE FUNCTION lookup.abandoned_runs(n int) RETURNS TABLE (tenant_id uuid, run_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT r.tenant_id, r.id FROM public.orchestration_run r
   WHERE r.state IN ('RUNNING', 'SUSPENDED') AND r.lease_until < clock_timestamp()
   ORDER BY r.lease_until LIMIT n
$$;

/* Tenants with audit entries outside the chain. */
CREATE FUNCTION lookup.tenants_to_seal() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT t.id FROM public.tenant t LEFT JOIN public.audit_head h ON h.tenant_id = t.id
   WHERE EXISTS (
     SELECT 1 FROM public.audit_entry a
      WHERE a.tenant_id = t.id AND a.at > coalesce(h.sealed_through, '-infinity') - interval '2 minutes'
        AND NOT EXISTS (SELECT 1 FROM public.audit_seal s WHERE s.tenant_id = a.tenant_id AND s.entry_id = a.id))
$$;

/* How the outbox stands: unsent events, age of the oldest in ms, deliveries not finished, dead ones. */
CREATE FUNCTION lookup.outbox_figures() RETURNS TABLE (unsent bigint, oldest_unsent_ms bigint, open bigint, dead bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT (SELECT count(*) FROM public.outbox_event WHERE state = 'PENDING'),
         (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(occurred_at)) * 1000, 0)::bigint FROM public.outbox_event WHERE state = 'PENDING'),
         (SELECT count(*) FROM public.event_delivery WHERE state IN ('PENDING', 'RUNNING')),
         (SELECT count(*) FROM public.event_delivery WHERE state = 'DEAD')
$$;

-- Owned by the role that alone has the wide policies; nobody else may call what is not granted.
DO $$
DECLARE f regprocedure;
BEGIN
  EXECUTE 'GRANT USAGE, CREATE ON SCHEMA lookup TO pitlane_definer';
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'lookup'::regnamespace LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pitlane_definer', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pitlane_app', f);
  END LOOP;
  EXECUTE 'REVOKE CREATE ON SCHEMA lookup FROM pitlane_definer';
END $$;
