import type { RowJson } from "./rows.ts";

/** A CHECK, and the change to a row of its table that it alone refuses. */
export type CheckCase = readonly [constraint: string, table: string, change: RowJson, where?: string];

/** Walls that another one repeats: what must be dropped besides, for the change to pass. */
export const repeatedBy: Readonly<Record<string, string>> = {
  // 0 <= reserved <= on_hand says it too; this one names the plainer mistake first.
  stock_level_on_hand: "stock_level_reserved",
};

const inAnHour = new Date(Date.now() + 3_600_000).toISOString();

const sixDaysClosed = Array.from({ length: 6 }, () => null);

export const checkCases: readonly CheckCase[] = [
  ["branch_tax_rates", "branch", { tax_rates_bp: [] }],
  ["branch_tax_rates", "branch", { tax_rates_bp: [-1] }],
  ["branch_tax_rates", "branch", { tax_rates_bp: [10_001] }],
  ["branch_odometer_unit", "branch", { odometer_unit: "furlong" }],
  ["branch_invoice_prefix", "branch", { invoice_prefix: "N-M" }],
  ["branch_week_hours", "branch", { week_hours: [null] }],
  ["branch_week_hours", "branch", { week_hours: [...sixDaysClosed, { opens: "18:00", closes: "08:00" }] }],
  ["branch_week_hours", "branch", { week_hours: [...sixDaysClosed, { opens: "8 o'clock", closes: "9 o'clock" }] }],
  ["customer_name", "customer", { name: "  " }],
  ["customer_phone_e164", "customer", { phone: "07700 900123" }],
  ["vehicle_plate", "vehicle", { plate_normalised: "AB-12" }],
  ["job_card_odometer", "job_card", { odometer_in: -1 }],
  ["job_card_completed", "job_card", { status: "COMPLETED" }, "status = 'IN_PROGRESS'"],
  ["job_line_quantity", "job_line", { quantity: "0" }, "kind = 'LABOUR'"],
  ["job_line_money", "job_line", { unit_price_minor: -1 }],
  ["job_line_money", "job_line", { discount_bp: 10_001 }],
  ["job_line_money", "job_line", { tax_rate_bp: -1 }],
  ["job_line_part", "job_line", { kind: "FEE" }, "kind = 'PART' AND reserved = 0"],
  ["job_line_part", "job_line", { kind: "PART" }, "kind = 'LABOUR'"],
  ["job_line_reserved", "job_line", { reserved: "999" }, "kind = 'PART'"],
  ["job_line_reserved", "job_line", { reserved: "0.5" }, "kind = 'LABOUR' AND quantity >= 1"],
  ["job_line_removed", "job_line", { removed_at: inAnHour }, "done_at IS NOT NULL"],
  ["stock_level_on_hand", "stock_level", { on_hand: "-1", reserved: "-1" }],
  ["stock_level_reserved", "stock_level", { on_hand: "1", reserved: "2" }],
  ["stock_level_values", "stock_level", { price_minor: -1 }],
  ["stock_level_values", "stock_level", { reorder_point: "-1" }],
  ["stock_movement_direction", "stock_movement", { kind: "RECEIVE", on_hand_change: "-1", reserved_change: "0" }],
  ["stock_movement_direction", "stock_movement", { kind: "RESERVE", on_hand_change: "0", reserved_change: "-1" }],
  ["stock_movement_direction", "stock_movement", { kind: "RELEASE", on_hand_change: "0", reserved_change: "1" }],
  ["stock_movement_direction", "stock_movement", { kind: "ISSUE", on_hand_change: "-1", reserved_change: "-2" }],
  ["stock_movement_direction", "stock_movement", { kind: "RETURN", on_hand_change: "0", reserved_change: "0" }],
  [
    "stock_movement_direction",
    "stock_movement",
    { kind: "ADJUST", on_hand_change: "1", reserved_change: "0", reason: " " },
  ],
  ["stock_movement_after", "stock_movement", { on_hand_after: "-1", reserved_after: "0" }],
  ["invoice_total", "invoice", { total_minor: 1 }],
  ["invoice_sequence", "invoice", { sequence: 0 }],
  ["invoice_line_total", "invoice_line", { total_minor: 1 }],
  ["invoice_counter_from_zero", "invoice_counter", { last_number: -1 }],
  ["payment_amount", "payment", { amount_minor: 0 }],
  ["bay_allocation_range", "bay_allocation", { ends_at: "infinity" }, "state = 'RELEASED'"],
  ["bay_allocation_range", "bay_allocation", { starts_at: inAnHour, ends_at: inAnHour }, "state = 'RELEASED'"],
  ["bay_allocation_hold", "bay_allocation", { held_until: inAnHour }, "state = 'RELEASED'"],
  ["outbox_event_sent", "outbox_event", { sent_at: null }, "state = 'SENT'"],
  ["outbox_event_pruned", "outbox_event", { pruned_at: inAnHour }],
  ["outbox_event_pruned", "outbox_event", { pruned_at: inAnHour, pruned: {} }],
  ["event_delivery_attempts", "event_delivery", { attempts_finished: 9 }],
  ["event_delivery_skipped", "event_delivery", { state: "SKIPPED", closed_reason: " " }],
  ["event_delivery_failures", "event_delivery", { failures: {} }],
  ["event_delivery_failures", "event_delivery", { failures: Array.from({ length: 21 }, () => ({})) }],
  ["manual_task_taken", "manual_task", { state: "TAKEN", taken_by_id: null }],
  ["manual_task_resolved", "manual_task", { state: "RESOLVED", resolved_at: null }],
  ["invitation_ended", "invitation", { accepted_at: inAnHour }, "accepted_at IS NULL AND revoked_at IS NULL"],
  ["invitation_ended", "invitation", { revoked_at: inAnHour }, "accepted_at IS NULL AND revoked_at IS NULL"],
  ["invitation_email", "invitation", { email: "Nina@Walls.test" }],
  ["invitation_email", "invitation", { email: " " }],
  ["link_token_generation", "link_token", { generation: 0 }],
  ["link_token_hash", "link_token", { token_hash: "the token itself" }],
  ["person_link_generation", "person_link", { generation: 0 }],
  ["person_link_hash", "person_link", { token_hash: "the token itself" }],
  ["stock_shortage_announced", "stock_shortage", { announced_at: null }],
  ["daily_metric_total", "daily_metric", { total_minor: -1 }],
  ["orchestration_run_ended", "orchestration_run", { finished_at: null }, "state = 'COMPLETED'"],
  ["orchestration_run_ended", "orchestration_run", { state: "FAILED", error_message: null }, "state = 'COMPLETED'"],
  // Of the tenant without one under way, so that only the check itself is in the way of an unfinished row.
  [
    "invariant_check_ended",
    "invariant_check",
    { finished_at: null },
    "tenant_id = (SELECT id FROM tenant WHERE slug = 'northside')",
  ],
  ["invariant_check_ended", "invariant_check", { results: null }, "finished_at IS NOT NULL"],
  ["invariant_check_ended", "invariant_check", { error: "Both" }, "finished_at IS NOT NULL"],
];

/** What the application may not do to a table, by right: everything else it may. */
export const revoked: Readonly<Record<string, readonly ("SELECT" | "INSERT" | "UPDATE" | "DELETE")[]>> = {
  _prisma_migrations: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  audit_entry: ["UPDATE", "DELETE"],
  audit_seal: ["UPDATE", "DELETE"],
  authorisation: ["UPDATE", "DELETE"],
  branch: ["DELETE"],
  customer: ["DELETE"],
  invitation: ["DELETE"],
  invitation_branch: ["DELETE"],
  invoice: ["UPDATE", "DELETE"],
  invoice_counter: ["DELETE"],
  invoice_line: ["UPDATE", "DELETE"],
  job_card: ["DELETE"],
  job_line: ["DELETE"],
  link_token: ["DELETE"],
  manual_task: ["DELETE"],
  member: ["DELETE"],
  message: ["DELETE"],
  number_counter: ["DELETE"],
  orchestration_run: ["DELETE"],
  orchestration_step: ["DELETE"],
  outbox_event: ["DELETE"],
  part: ["DELETE"],
  payment: ["DELETE"],
  service_record: ["UPDATE", "DELETE"],
  stock_level: ["DELETE"],
  stock_movement: ["UPDATE", "DELETE"],
  stock_shortage: ["DELETE"],
  tenant: ["DELETE"],
  vehicle: ["DELETE"],
};

/** The look-ups' own policies: without one, its question gives another answer. Each reads as one number. */
export const lookupPolicies: readonly (readonly [policy: string, table: string, question: string])[] = [
  ["lookup_reads", "tenant", "SELECT count(*) FROM lookup.tenants()"],
  [
    "lookup_reads",
    "member",
    "SELECT count(*) FROM lookup.memberships_of_user((SELECT current_setting('walls.user')::uuid))",
  ],
  ["lookup_reads", "link_token", "SELECT count(*) FROM lookup.link_by_hash((SELECT current_setting('walls.link')))"],
  ["lookup_reads", "outbox_event", "SELECT unsent FROM lookup.outbox_figures()"],
  ["lookup_claims", "outbox_event", "SELECT count(*) FROM lookup.claim_events(10, 1000)"],
  ["lookup_reads", "event_delivery", "SELECT dead FROM lookup.outbox_figures()"],
  ["lookup_reads", "orchestration_run", "SELECT count(*) FROM lookup.abandoned_runs(10)"],
  ["lookup_reads", "audit_entry", "SELECT count(*) FROM lookup.tenants_to_seal()"],
  ["lookup_reads", "audit_seal", "SELECT count(*) FROM lookup.tenants_to_seal()"],
  ["lookup_reads", "audit_head", "SELECT count(*) FROM lookup.tenants_to_seal()"],
];
