import type pg from "pg";
import type { BuiltPart, BuiltTenant } from "../../prisma/seed/builders.ts";

/** Ids are uuidv7()'s, made by the server; `made` keeps those that the rows of a card share. */
const statements = [
  `create temp table made on commit drop as
     select n, uuidv7() as run, uuidv7() as event, uuidv7() as card, uuidv7() as line, uuidv7() as invoice, $1::uuid as tenant, $2::uuid as branch, $3::uuid as customer,
            $4::uuid as vehicle, $5::uuid as part, now() - n * interval '10 minutes' as at
       from generate_series($6::int, $7::int) n`,
  `insert into job_card (tenant_id, id, number, branch_id, customer_id, vehicle_id, status, status_since, complaint, odometer_in,
                         odometer_out, opened_at, completed_at, completion_number)
   select tenant, card, 1000000 + n, branch, customer, vehicle, 'COLLECTED', at, 'Service due', 1, 2, at, at, 1 from made`,
  `insert into job_line (tenant_id, id, job_card_id, position, kind, description, quantity, unit, unit_price_minor, tax_rate_bp, part_id, done_at)
   select tenant, line, card, 1, 'PART', 'Oil filter', 1, '', 1250, 2000, part, at from made`,
  `insert into stock_movement (tenant_id, id, branch_id, part_id, kind, on_hand_change, reserved_change, on_hand_after, reserved_after,
                               job_card_id, job_line_id, completion_number, actor_name, at)
   select tenant, uuidv7(), branch, part, 'ISSUE', -1, 0, 0, 0, card, line, 1, 'Sam', at from made`,
  `insert into invoice (tenant_id, id, branch_id, job_card_id, completion_number, customer_id, vehicle_id, series, sequence, number, currency,
                        tax_mode, rounding_rule, net_minor, tax_minor, total_minor, taxes, parties, issued_at, issued_on, due_on)
   select tenant, invoice, branch, card, 1, customer, vehicle, 'OLD', n, 'OLD-' || n, 'GBP', 'EXCLUSIVE', 'LINE', 1250, 250, 1500, '[]', '{}',
          at, at, at from made`,
  `insert into invoice_line (tenant_id, invoice_id, position, job_line_id, kind, description, quantity, unit, unit_price_minor, discount_minor,
                             tax_rate_bp, net_minor, tax_minor, total_minor)
   select tenant, invoice, 1, line, 'PART', 'Oil filter', 1, '', 1250, 0, 2000, 1250, 250, 1500 from made`,
  `insert into service_record (tenant_id, id, vehicle_id, customer_id, branch_id, job_card_id, completion_number, invoice_id, performed_at,
                               odometer, odometer_unit, summary)
   select tenant, uuidv7(), vehicle, customer, branch, card, 1, invoice, at, 2, 'mi', 'Service due' from made`,
  `insert into audit_entry (tenant_id, id, at, actor_kind, actor_name, action, subject_type, subject_id, changes, correlation_id, run_id)
   select tenant, uuidv7(), at, 'system', 'Sam', 'job-card.completed', 'jobCard', card, '{}', 'history', run from made`,
  // One in twenty was refused, and one in twenty owed nothing after all: a full page at any size, few enough to be looked for in all the others.
  `insert into orchestration_run (tenant_id, id, name, state, subject_type, subject_id, branch_id, actor_kind, actor_name, correlation_id,
                                  error_message, started_at, finished_at, duration_ms)
   select tenant, run, 'job-card.complete', (case when n % 20 = 0 then 'FAILED' else 'COMPLETED' end)::run_state, 'jobCard', card, branch,
          'system', 'Sam', 'history', case when n % 20 = 0 then 'It was late.' end, at, at, 9 from made`,
  `insert into orchestration_step (tenant_id, run_id, position, name, state, started_at)
   select tenant, run, 0, 'prerequisites', 'DONE', at from made`,
  `insert into outbox_event (tenant_id, id, type, version, subject_type, subject_id, correlation_id, run_id, data, consumers, occurred_at,
                             state, sends, available_at, sent_at)
   select tenant, event, 'job-card/completed', 1, 'jobCard', card, 'history', run, '{}', '{notify-customer-email}', at, 'SENT', 1, at, at
     from made where n % 20 <> 0`,
  `insert into event_delivery (tenant_id, event_id, consumer, id, state, attempts_started, attempts_finished, available_at, created_at,
                               finished_at, closed_reason)
   select tenant, event, 'notify-customer-email', uuidv7(), (case when n % 20 = 1 then 'SKIPPED' else 'DONE' end)::delivery_state, 1, 1, at, at,
          at, 'Nobody to tell.' from made where n % 20 <> 0`,
  `insert into manual_task (tenant_id, id, severity, state, kind, title, detail, source_key, created_at, resolved_at, resolution)
   select tenant, uuidv7(), 'NORMAL', 'RESOLVED', 'history', 'Did not arrive', '', 'history:' || card, at, at, 'Called them.' from made`,
];

/**
 * Writes the collected cards numbered `from` to `to` (and what completing them left behind) for one customer's car, one
 * part a card. Made for size alone, without the checks of the foreign keys: the invariants do not hold on it.
 */
export const writeHistory = async (
  admin: pg.Pool,
  tenant: BuiltTenant,
  of: { readonly customerId: string; readonly vehicleId: string; readonly part: BuiltPart },
  [from, to]: readonly [number, number],
): Promise<void> => {
  const client = await admin.connect();
  try {
    await client.query("begin");
    await client.query("set local session_replication_role = replica");
    const [first, ...others] = statements;
    if (first === undefined) return;
    await client.query(first, [
      tenant.tenantId,
      tenant.branchId,
      of.customerId,
      of.vehicleId,
      of.part.partId,
      from,
      to,
    ]);
    for (const statement of others) await client.query(statement);
    await client.query("commit");
    await client.query("analyze");
  } finally {
    client.release();
  }
};
