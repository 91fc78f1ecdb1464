import type { Client } from "pg";
import { seedDemo } from "../../prisma/seed/demo.ts";

/** The demo, and a row in each table that the demo leaves empty. */
export async function wallsWorld(admin: Client, adminUrl: string): Promise<void> {
  // An afternoon, whatever the hour now is: only then do the bays of the day have a past, a present and a next.
  const afternoon = new Date(Date.now() - 86_400_000);
  afternoon.setUTCHours(15, 0, 0, 0);
  await seedDemo(adminUrl, { now: afternoon });
  await admin.query(`
    INSERT INTO appointment_photo (tenant_id, id, appointment_id, storage_key, mime, width, height, bytes, sha256)
      SELECT DISTINCT ON (tenant_id) tenant_id, uuidv7(), id, 'walls/' || id, 'image/webp', 800, 600, 1000, repeat('0', 64) FROM appointment;
    UPDATE message m SET appointment_id = (SELECT a.id FROM appointment a WHERE a.tenant_id = m.tenant_id LIMIT 1);
    UPDATE message SET provider_id = 'walls' WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM message WHERE sent_at IS NOT NULL LIMIT 1);
    INSERT INTO message_wording (tenant_id, id, kind, opening, closing, text)
      SELECT id, uuidv7(), 'invoice', '', 'Walls', '' FROM tenant;
    INSERT INTO job_card_note (tenant_id, id, job_card_id, audience, body, author_id, author_name, created_at)
      SELECT DISTINCT ON (j.tenant_id) j.tenant_id, uuidv7(), j.id, 'INTERNAL', 'Walls', m.id, 'Walls', now()
        FROM job_card j JOIN member m ON m.tenant_id = j.tenant_id;
    INSERT INTO text_answer (tenant_id, id, provider_id, sender, body, wish, customer_id, appointment_id, received_at)
      SELECT DISTINCT ON (tenant_id) tenant_id, uuidv7(), 'walls', '+447700900418', 'C', 'CANCEL', customer_id, id, now() FROM appointment;
    INSERT INTO booking_limits (tenant_id, bookings_of_contact, requests_of_contact, per_contact_day, per_tenant_hour) SELECT id, 3, 2, 10, 300 FROM tenant;
    INSERT INTO closure (tenant_id, id, branch_id, kind, name, first_day, last_day) SELECT tenant_id, uuidv7(), id, 'DAY_FULL', 'Day full', '2030-01-07', '2030-01-07' FROM branch;
    INSERT INTO bay_allocation (tenant_id, id, bay_id, starts_at, ends_at, state, held_until, holder_hash, address_hash)
      SELECT DISTINCT ON (tenant_id) tenant_id, uuidv7(), id, '2030-01-07T10:00:00Z', '2030-01-07T11:00:00Z', 'HELD'::allocation_state, now(), repeat('a', 64), repeat('b', 64) FROM service_bay;
    UPDATE vehicle SET vin = right(id::text, 12) WHERE vin IS NULL;
    UPDATE customer c SET archived_at = now(), merged_into_id = p.low FROM (SELECT tenant_id, min(id::text)::uuid AS low, max(id::text)::uuid AS high FROM customer GROUP BY tenant_id) p
     WHERE c.tenant_id = p.tenant_id AND c.id = p.high;
    INSERT INTO customer_contact SELECT tenant_id, uuidv7(), min(id::text)::uuid, 'EMAIL', 'walls@example.com' FROM customer GROUP BY tenant_id;
    INSERT INTO customer_distinct SELECT tenant_id, min(id::text)::uuid, max(id::text)::uuid, now(), 'walls' FROM customer GROUP BY tenant_id;
    INSERT INTO customer_merge SELECT tenant_id, uuidv7(), min(id::text)::uuid, max(id::text)::uuid, '{}', '{}', '{}', now(), 'walls' FROM customer GROUP BY tenant_id;
    UPDATE customer_merge SET undone_at = now(), undone_by_name = 'walls' WHERE tenant_id = (SELECT id FROM tenant WHERE slug = 'northside');
    UPDATE vehicle v SET archived_at = now(), merged_into_id = p.low FROM (SELECT tenant_id, min(id::text)::uuid AS low, max(id::text)::uuid AS high FROM vehicle GROUP BY tenant_id) p
     WHERE v.tenant_id = p.tenant_id AND v.id = p.high;
    INSERT INTO vehicle_distinct SELECT tenant_id, min(id::text)::uuid, max(id::text)::uuid, now(), 'walls' FROM vehicle GROUP BY tenant_id;
    INSERT INTO vehicle_merge SELECT tenant_id, uuidv7(), min(id::text)::uuid, max(id::text)::uuid, '{}', '{}', '{}', now(), 'walls' FROM vehicle GROUP BY tenant_id;
    UPDATE vehicle_merge SET undone_at = now(), undone_by_name = 'walls' WHERE tenant_id = (SELECT id FROM tenant WHERE slug = 'northside');
    INSERT INTO invoice_file SELECT tenant_id, id, 'walls/' || id, repeat('0', 64), 1, 1, now() FROM invoice LIMIT 1;
    INSERT INTO stored_image (tenant_id, sha256, storage_key, width, height, bytes) SELECT id, repeat('0', 64), 'walls', 1, 1, 1 FROM tenant;
    INSERT INTO connection (tenant_id, id, provider, organisation_id, organisation_name, tokens, token_expires_at, choices, choices_read_at, mapping, connected_at, disconnected_at)
      SELECT id, uuidv7(), 'xero', 'walls', 'walls', CASE n WHEN 1 THEN 'v1.walls' ELSE '' END, now(), '{}', now(), '{}', now(), CASE n WHEN 2 THEN now() END FROM tenant, generate_series(1, 2) n;
    INSERT INTO sync_record (tenant_id, id, connection_id, kind, source_id, invoice_id, attempted_at)
      SELECT DISTINCT ON (i.tenant_id) i.tenant_id, uuidv7(), c.id, 'INVOICE'::sync_kind, i.id, i.id, now() FROM invoice i JOIN connection c ON c.tenant_id = i.tenant_id AND c.disconnected_at IS NULL;
    INSERT INTO sync_record (tenant_id, id, connection_id, kind, source_id, invoice_id, attempted_at, amount_minor)
      SELECT tenant_id, uuidv7(), connection_id, 'PAYMENT', invoice_id, invoice_id, now(), 100 FROM sync_record;
    INSERT INTO crm_connection (tenant_id, id, portal_id, token, choices, mapping, connected_at, disconnected_at)
      SELECT id, uuidv7(), 'walls', CASE n WHEN 1 THEN 'v1.walls' ELSE '' END, '{}', '{}', now(), CASE n WHEN 2 THEN now() END FROM tenant, generate_series(1, 2) n;
    INSERT INTO crm_record (tenant_id, id, connection_id, kind, source_id, attempted_at)
      SELECT DISTINCT ON (v.tenant_id) v.tenant_id, uuidv7(), c.id, 'CONTACT'::crm_kind, v.id, now() FROM customer v JOIN crm_connection c ON c.tenant_id = v.tenant_id AND c.disconnected_at IS NULL;
    INSERT INTO backfill (tenant_id, id, system, connection_id, since, state, total, started_at, finished_at)
      SELECT tenant_id, uuidv7(), 'BOOKS', id, now(), CASE n WHEN 1 THEN 'RUNNING'::backfill_state ELSE 'DONE' END, 1, now(), CASE n WHEN 2 THEN now() END
        FROM connection, generate_series(1, 2) n WHERE disconnected_at IS NULL;
    INSERT INTO webhook_endpoint (tenant_id, id, name, url, events, secret, created_at) SELECT id, uuidv7(), 'walls', 'https://walls.test', '{payment.failed}', 'v1.walls', now() FROM tenant;
    INSERT INTO event_subscription SELECT tenant_id, 'payment/failed', 'send-webhooks', id FROM webhook_endpoint;
    INSERT INTO webhook_delivery (tenant_id, id, endpoint_id, event_id, type, body, created_at)
      SELECT DISTINCT ON (e.tenant_id) e.tenant_id, uuidv7(), w.id, e.id, 'payment.failed', '{}', now() FROM outbox_event e JOIN webhook_endpoint w ON w.tenant_id = e.tenant_id;
    INSERT INTO webhook_try (tenant_id, id, delivery_id, at, duration_ms, status, answer) SELECT tenant_id, uuidv7(), id, now(), 1, 204, '' FROM webhook_delivery;
    INSERT INTO saved_view (tenant_id, id, page, member_id, name, address) SELECT DISTINCT ON (tenant_id) tenant_id, uuidv7(), 'history', id, 'walls', '' FROM member;
    INSERT INTO manual_task (tenant_id, id, severity, kind, title, detail, source_key) SELECT id, uuidv7(), 'NORMAL', 'walls', 'A task', '', 'walls' FROM tenant;
    INSERT INTO invariant_check (tenant_id, id, trigger, asked_by_name, started_at, finished_at, results) SELECT id, uuidv7(), 'NIGHTLY', 'walls', now(), now(), '[]' FROM tenant ORDER BY slug;
    INSERT INTO invariant_check (tenant_id, id, trigger, asked_by_name, started_at) SELECT id, uuidv7(), 'ON_DEMAND', 'walls', now() FROM tenant WHERE slug = 'rival';
    INSERT INTO import_row (tenant_id, import_id, row_number, cells, state, target_id) SELECT i.tenant_id, i.id, 99, '{walls}', 'CREATED', r.target_id FROM data_import i JOIN import_row r ON r.import_id = i.id AND r.row_number = 2;
    INSERT INTO idempotency_key (tenant_id, key, operation, actor_id, input_hash, run_id) SELECT tenant_id, 'walls', name, 'walls', '', id FROM orchestration_run LIMIT 1;
    INSERT INTO session (id, user_id, token, expires_at) SELECT uuidv7(), id, 'walls', now() FROM "user" LIMIT 1;
    INSERT INTO verification (id, identifier, value, expires_at) VALUES (uuidv7(), 'walls', 'walls', now());
    INSERT INTO rate_limit (id, key, count, last_request) VALUES (uuidv7(), 'walls', 1, 1);
    INSERT INTO member_branch SELECT m.tenant_id, m.id, b.id FROM member m JOIN branch b ON b.tenant_id = m.tenant_id LIMIT 1;
    INSERT INTO invitation (tenant_id, id, email, role, invited_by_id, created_at, asked_at) SELECT DISTINCT ON (t.slug) tenant_id, uuidv7(), 'nina@walls.test', 'ADVISOR'::member_role, m.id, now(), now() FROM member m JOIN tenant t ON t.id = m.tenant_id ORDER BY t.slug;
    INSERT INTO invitation (tenant_id, id, email, role, invited_by_id, created_at, asked_at, accepted_at, accepted_by_id) SELECT tenant_id, uuidv7(), email, role, invited_by_id, now(), now(), now(), invited_by_id FROM invitation;
    INSERT INTO invitation (tenant_id, id, email, role, invited_by_id, created_at, asked_at, revoked_at, revoked_by_id) SELECT tenant_id, uuidv7(), email, role, invited_by_id, now(), now(), now(), invited_by_id FROM invitation WHERE accepted_at IS NULL;
    INSERT INTO invitation_branch SELECT i.tenant_id, i.id, b.id FROM invitation i JOIN branch b ON b.tenant_id = i.tenant_id JOIN tenant t ON t.id = i.tenant_id ORDER BY t.slug LIMIT 1;
    INSERT INTO link_token (tenant_id, id, purpose, subject_id, generation, token_hash, created_at, expires_at, ended_at)
      SELECT tenant_id, uuidv7(), 'invitation', id, 1, encode(sha256((id || 'a')::bytea), 'hex'), now(), now(), now() FROM invitation WHERE accepted_at IS NULL AND revoked_at IS NULL;
    INSERT INTO link_token (tenant_id, id, purpose, subject_id, generation, token_hash, created_at, expires_at)
      SELECT tenant_id, uuidv7(), 'invitation', id, 2, encode(sha256((id || 'b')::bytea), 'hex'), now(), now() FROM invitation WHERE accepted_at IS NULL AND revoked_at IS NULL;
    INSERT INTO two_factor (id, user_id, secret, backup_codes) SELECT uuidv7(), id, 'walls', 'walls' FROM "user" LIMIT 1;
    INSERT INTO person_link (id, user_id, purpose, generation, token_hash, email, created_at, expires_at, ended_at)
      SELECT uuidv7(), id, 'password', 1, repeat('c', 64), email, now(), now(), now() FROM "user" LIMIT 1;
    INSERT INTO person_link (id, user_id, purpose, generation, token_hash, email, created_at, expires_at)
      SELECT uuidv7(), user_id, 'password', 2, repeat('d', 64), email, now(), now() FROM person_link;
    INSERT INTO goods_receipt (tenant_id, id, purchase_order_id, branch_id, delivery_note, received_at)
      SELECT DISTINCT ON (tenant_id) tenant_id, uuidv7(), id, branch_id, 'walls', now() FROM purchase_order WHERE status = 'SENT';
    INSERT INTO purchase_order_need (tenant_id, purchase_order_id, job_line_id, part_id, quantity, created_at)
      SELECT DISTINCT ON (l.tenant_id) l.tenant_id, l.purchase_order_id, j.id, l.part_id, 1, now() FROM purchase_order_line l JOIN job_line j ON j.tenant_id = l.tenant_id AND j.part_id = l.part_id;
    INSERT INTO stock_count (tenant_id, id, branch_id, number, status, scope, opened_at, closed_at)
      SELECT tenant_id, uuidv7(), id, 900 + row_number() OVER (PARTITION BY tenant_id ORDER BY id), 'POSTED', '', now(), now() FROM branch;
    INSERT INTO stock_count_line (tenant_id, stock_count_id, part_id, position, counted, expected, corrections, counted_at)
      SELECT n.tenant_id, n.id, s.part_id, row_number() OVER (PARTITION BY n.id ORDER BY s.part_id), s.on_hand, s.on_hand, 0, now()
        FROM stock_count n JOIN stock_level s ON s.tenant_id = n.tenant_id AND s.branch_id = n.branch_id WHERE n.number > 900;
    UPDATE stock_count_line SET counted = NULL, expected = NULL, corrections = NULL, counted_at = NULL, unit_cost_minor = NULL WHERE position > 1;
    INSERT INTO branch SELECT (jsonb_populate_record(b, jsonb_build_object('id', uuidv7(), 'name', 'Walls', 'invoice_prefix', 'WA'))).* FROM branch b
      WHERE NOT EXISTS (SELECT FROM branch o WHERE o.tenant_id = b.tenant_id AND o.id <> b.id);
    INSERT INTO stock_transfer (tenant_id, id, from_branch_id, to_branch_id, number, status, created_at, sent_at, closed_at)
      SELECT DISTINCT ON (f.tenant_id) f.tenant_id, uuidv7(), f.id, t.id, 901, 'RECEIVED', now(), now(), now() FROM branch f JOIN branch t ON t.tenant_id = f.tenant_id AND t.id <> f.id;
    INSERT INTO stock_transfer_line (tenant_id, stock_transfer_id, part_id, position, wanted, sent, received, unit_cost_minor)
      SELECT DISTINCT ON (t.tenant_id) t.tenant_id, t.id, p.id, 1, 1, 1, 1, 100 FROM stock_transfer t JOIN part p ON p.tenant_id = t.tenant_id WHERE t.number = 901;
    INSERT INTO supplier_return (tenant_id, id, branch_id, supplier_id, number, status, currency, reason, created_at, sent_at, closed_at, credited_minor, credit_reference)
      SELECT DISTINCT ON (s.tenant_id) s.tenant_id, uuidv7(), b.id, s.id, 901, 'CREDITED', 'GBP', 'walls', now(), now(), now(), 100, ''
        FROM supplier s JOIN branch b ON b.tenant_id = s.tenant_id;
    INSERT INTO supplier_return_line (tenant_id, supplier_return_id, position, part_id, quantity, unit_cost_minor, goods_receipt_id)
      SELECT DISTINCT ON (r.tenant_id) r.tenant_id, r.id, 1, p.id, 1, 100, g.id FROM supplier_return r JOIN part p ON p.tenant_id = r.tenant_id
        LEFT JOIN goods_receipt g ON g.tenant_id = r.tenant_id WHERE r.number = 901 ORDER BY r.tenant_id, p.id;
    INSERT INTO core (tenant_id, id, branch_id, supplier_id, part_id, goods_receipt_id, goods_receipt_position, quantity, deposit_minor, currency, charged_at, due_on, collected, sent)
      SELECT DISTINCT ON (g.tenant_id) g.tenant_id, uuidv7(), g.branch_id, s.id, p.id, g.id, 99, 1, 4000, 'GBP', now(), now(), 1, 1
        FROM goods_receipt g JOIN supplier s ON s.tenant_id = g.tenant_id JOIN part p ON p.tenant_id = g.tenant_id;
    INSERT INTO core_movement (tenant_id, core_id, version, kind, quantity, note, actor_name, at) SELECT tenant_id, id, 99, 'COLLECTED', 1, 'walls', 'walls', now() FROM core WHERE goods_receipt_position = 99;
    SET session_replication_role = replica;
    INSERT INTO stock_movement (tenant_id, id, branch_id, part_id, kind, on_hand_change, reserved_change, on_hand_after, reserved_after, supplier_return_id, reason, actor_name, at)
      SELECT r.tenant_id, uuidv7(), r.branch_id, l.part_id, 'SUPPLIER_RETURN'::stock_movement_kind, -1, 0, 1, 0, r.id, 'walls', 'walls', now()
        FROM supplier_return r JOIN supplier_return_line l ON l.tenant_id = r.tenant_id AND l.supplier_return_id = r.id;
    INSERT INTO stock_movement (tenant_id, id, branch_id, part_id, kind, on_hand_change, reserved_change, on_hand_after, reserved_after, stock_transfer_id, reason, actor_name, at)
      SELECT t.tenant_id, uuidv7(), t.from_branch_id, l.part_id, 'TRANSFER_OUT'::stock_movement_kind, -1, 0, 1, 0, t.id, 'walls', 'walls', now()
        FROM stock_transfer t JOIN stock_transfer_line l ON l.tenant_id = t.tenant_id AND l.stock_transfer_id = t.id;
    INSERT INTO stock_movement (tenant_id, id, branch_id, part_id, kind, on_hand_change, reserved_change, on_hand_after, reserved_after, stock_count_id, reason, actor_name, at)
      SELECT DISTINCT ON (n.tenant_id) n.tenant_id, uuidv7(), n.branch_id, l.part_id, 'COUNT'::stock_movement_kind, 1, 0, 1, 0, n.id, 'walls', 'walls', now()
        FROM stock_count n JOIN stock_count_line l ON l.tenant_id = n.tenant_id AND l.stock_count_id = n.id AND l.position = 1;
    INSERT INTO payment (tenant_id, id, branch_id, customer_id, appointment_id, method, state, gateway, intent_id, charge_id, amount_minor, currency, created_at, received_at)
      SELECT DISTINCT ON (tenant_id) tenant_id, uuidv7(), branch_id, customer_id, id, 'CARD'::payment_method, 'CAPTURED'::payment_state, 'stripe', 'pi_' || id, 'ch', 100, 'GBP', now(), now() FROM appointment;
    INSERT INTO payment (tenant_id, id, branch_id, customer_id, job_card_id, method, state, gateway, amount_minor, currency, created_at)
      SELECT DISTINCT ON (tenant_id) tenant_id, uuidv7(), branch_id, customer_id, id, 'CARD'::payment_method, 'PENDING'::payment_state, 'stripe', 100, 'GBP', now() - interval '1 hour' FROM job_card;
    INSERT INTO payment (tenant_id, id, branch_id, customer_id, invoice_id, method, state, gateway, amount_minor, currency, created_at, received_at, received_by_id)
      SELECT DISTINCT ON (i.tenant_id) i.tenant_id, uuidv7(), i.branch_id, i.customer_id, i.id, 'CASH'::payment_method, 'CAPTURED'::payment_state, 'manual', 100, 'GBP', now(), now(), m.id
        FROM invoice i JOIN member m ON m.tenant_id = i.tenant_id;
    INSERT INTO credit_note (tenant_id, id, branch_id, invoice_id, customer_id, kind, series, sequence, number, currency, tax_mode, net_minor, tax_minor, total_minor, taxes, parties, reason, issued_at, issued_on, issued_by_id)
      SELECT DISTINCT ON (i.tenant_id) i.tenant_id, uuidv7(), i.branch_id, i.id, i.customer_id, 'AMOUNT'::credit_note_kind, 'W', 1, 'W-00001', i.currency, i.tax_mode, 100, 20, 120, '[]'::jsonb, i.parties, 'walls', now(), now()::date, m.id
        FROM invoice i JOIN invoice_line l ON l.tenant_id = i.tenant_id AND l.invoice_id = i.id JOIN member m ON m.tenant_id = i.tenant_id;
    INSERT INTO credit_note_line (tenant_id, credit_note_id, position, invoice_id, invoice_position, description, quantity, unit, tax_rate_bp, net_minor, tax_minor, total_minor)
      SELECT n.tenant_id, n.id, 1, l.invoice_id, l.position, 'walls', 0, '', 2000, 100, 20, 120 FROM credit_note n JOIN invoice_line l ON l.tenant_id = n.tenant_id AND l.invoice_id = n.invoice_id AND l.position = 1;
    INSERT INTO supplier_return_line (tenant_id, supplier_return_id, position, part_id, quantity, unit_cost_minor, credit_note_id, credit_note_position)
      SELECT DISTINCT ON (r.tenant_id) r.tenant_id, r.id, 2, p.id, 1, 100, k.credit_note_id, k.position
        FROM supplier_return r JOIN part p ON p.tenant_id = r.tenant_id JOIN credit_note_line k ON k.tenant_id = r.tenant_id ORDER BY r.tenant_id, p.id DESC;
    INSERT INTO credit_note_file (tenant_id, credit_note_id, storage_key, sha256, bytes, pages) SELECT tenant_id, id, 'walls', repeat('0', 64), 1, 1 FROM credit_note;
    INSERT INTO refund (tenant_id, id, branch_id, payment_id, invoice_id, credit_note_id, method, gateway, state, amount_minor, currency, reason, gateway_refund_id, created_at, settled_at)
      SELECT p.tenant_id, uuidv7(), p.branch_id, p.id, n.invoice_id, n.id, 'CARD', 'stripe', 'SUCCEEDED', 50, 'GBP', 'walls', 're_' || p.id, now(), now() FROM payment p JOIN credit_note n ON n.tenant_id = p.tenant_id WHERE p.intent_id IS NOT NULL;
    INSERT INTO refund (tenant_id, id, branch_id, payment_id, method, gateway, state, amount_minor, currency, reason, created_at)
      SELECT p.tenant_id, uuidv7(), p.branch_id, p.id, 'CARD', 'stripe', 'PENDING', 10, 'GBP', 'walls', now() - interval '1 hour' FROM payment p WHERE p.intent_id IS NOT NULL;
    INSERT INTO payment_allocation (tenant_id, id, payment_id, invoice_id, refund_id, amount_minor, created_at)
      SELECT r.tenant_id, uuidv7(), r.payment_id, r.invoice_id, r.id, -50, now() FROM refund r WHERE r.invoice_id IS NOT NULL;
    INSERT INTO gateway_event (tenant_id, gateway, event_id, type, payment_id, refund_id, amount_minor, told_at) SELECT tenant_id, 'stripe', 'evt', 'refund.updated', payment_id, id, 50, now() FROM refund WHERE invoice_id IS NOT NULL;
    SET session_replication_role = origin;
    INSERT INTO runner_run (id, event_id, function_id, event, available_at) VALUES (uuidv7(), 'walls', 'walls', '{}', now());
    INSERT INTO runner_step (run_id, hash, name, op) SELECT id, 'walls', 'walls', 'Step' FROM runner_run;
  `);
}

/** Gives the look-ups' questions something to find: to be rolled back. Sealed and unsealed, sent and unsent, old and new. */
export const lookupsWorld = `
  SELECT set_config('walls.northside', (SELECT id::text FROM tenant WHERE slug = 'northside'), true);
  SELECT set_config('walls.user', (SELECT user_id::text FROM member LIMIT 1), true);
  SELECT set_config('walls.link', (SELECT token_hash FROM link_token LIMIT 1), true);
  UPDATE outbox_event SET state = 'PENDING', sent_at = NULL, available_at = now() - interval '1 minute' WHERE ctid = (SELECT ctid FROM outbox_event LIMIT 1);
  UPDATE event_delivery SET state = 'DEAD' WHERE ctid = (SELECT ctid FROM event_delivery LIMIT 1);
  UPDATE orchestration_run SET state = 'RUNNING', finished_at = NULL, lease_until = now() - interval '1 minute' WHERE ctid = (SELECT ctid FROM orchestration_run LIMIT 1)`;

/** By table, what else must be there for its question to answer otherwise. */
export const lookupsExtra: Readonly<Record<string, string>> = {
  audit_entry:
    "INSERT INTO audit_entry SELECT (jsonb_populate_record(a, jsonb_build_object('id', uuidv7(), 'at', now()))).* FROM audit_entry a LIMIT 1",
  // Older than the head by more than two minutes: the sealer's horizon hides it, unless there seems to be no head.
  audit_head:
    "INSERT INTO audit_entry SELECT (jsonb_populate_record(a, jsonb_build_object('id', uuidv7(), 'at', now() - interval '300 days'))).* FROM audit_entry a LIMIT 1",
  // Known by a text that is looked up, whatever the demo calls them.
  customer: `UPDATE customer SET name = 'Walls' WHERE archived_at IS NULL`,
  vehicle: `UPDATE vehicle SET plate = 'WALLS1', plate_normalised = 'WALLS1' WHERE id IN (SELECT min(id::text)::uuid FROM vehicle WHERE archived_at IS NULL GROUP BY tenant_id)`,
  vehicle_plate:
    "UPDATE vehicle_plate SET plate = 'WALLS2', plate_normalised = 'WALLS2' WHERE id IN (SELECT min(id::text)::uuid FROM vehicle_plate GROUP BY tenant_id)",
};
