/**
 * Ids that no foreign key guards, `table.column` → what they name. I10 follows each of them, and a uuid column of a
 * tenant's table that is neither here nor under a foreign key is itself a finding.
 * - `member`: a member of the same tenant (its id, or its user's)
 * - `any`: a row of the tenant's own, in a table that another column tells; it must not be another tenant's
 * - another name: that table
 */
export const looseReferences: Readonly<Record<string, string>> = {
  "appointment.created_by_id": "member",
  "audit_entry.actor_id": "member",
  "audit_entry.run_id": "orchestration_run",
  "audit_entry.subject_id": "any",
  "backfill.connection_id": "any",
  "backfill.position_id": "any",
  "backfill.started_by_id": "member",
  "closure.created_by_id": "member",
  "connection.connected_by_id": "member",
  "core_movement.actor_id": "member",
  "credit_note.issued_by_id": "member",
  "crm_connection.connected_by_id": "member",
  "crm_record.source_id": "any",
  "customer_consent.recorded_by_id": "member",
  "data_import.created_by_id": "member",
  "event_delivery.closed_by_id": "member",
  "goods_receipt.received_by_id": "member",
  "event_subscription.source_id": "any",
  "idempotency_key.run_id": "orchestration_run",
  "import_row.target_id": "any",
  "invariant_check.asked_by_id": "member",
  "job_card.completed_by_id": "member",
  "job_card.opened_by_id": "member",
  "job_line.done_by_id": "member",
  "job_line.removed_by_id": "member",
  "ledger_entry.source_id": "any",
  "link_token.subject_id": "any",
  "manual_task.resolved_by_id": "member",
  "manual_task.subject_id": "any",
  "manual_task.taken_by_id": "member",
  "orchestration_run.actor_id": "member",
  "orchestration_run.subject_id": "any",
  "outbox_event.actor_id": "member",
  "outbox_event.run_id": "orchestration_run",
  "outbox_event.subject_id": "any",
  "payment.received_by_id": "member",
  "purchase_order.closed_by_id": "member",
  "purchase_order.created_by_id": "member",
  "purchase_order.sent_by_id": "member",
  "receivable.branch_id": "branch",
  "refund.requested_by_id": "member",
  "stock_count.closed_by_id": "member",
  "stock_count.opened_by_id": "member",
  "stock_count_line.counted_by_id": "member",
  "stock_movement.actor_id": "member",
  "stock_movement.branch_id": "branch",
  "stock_transfer.closed_by_id": "member",
  "stock_transfer.created_by_id": "member",
  "stock_transfer.sent_by_id": "member",
  "supplier_return.closed_by_id": "member",
  "supplier_return.created_by_id": "member",
  "supplier_return.sent_by_id": "member",
  "sync_record.source_id": "any",
  "webhook_endpoint.created_by_id": "member",
};

/** Tables outside any tenant: Better Auth's people and sessions, the embedded runner's notebook, Prisma's own. */
export const platformTables: readonly string[] = [
  "_prisma_migrations",
  "account",
  "person_link",
  "rate_limit",
  "runner_run",
  "runner_step",
  "session",
  "two_factor",
  "user",
  "verification",
];

/** Foreign keys of a tenant's table to people, who precede any tenant. */
export const personKeys: readonly string[] = ["member_user_id_fkey"];
