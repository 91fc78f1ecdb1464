import type { Db } from "#/server/db/transaction.ts";

/** What a message tells of a record: ids, numbers, amounts in minor units and times. Never who somebody is or how to reach them. */
export type WebhookFacts = Readonly<Record<string, string | number | null>>;
export type WebhookSubject = "jobCard" | "invoice" | "creditNote" | "payment" | "refund" | "appointment";

type Row = Readonly<Record<string, string | number | bigint | Date | null>>;

const plain = (row: Row): WebhookFacts =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "bigint" ? Number(value) : value instanceof Date ? value.toISOString() : value,
    ]),
  );

const questions: Readonly<Record<WebhookSubject, (db: Db, id: string) => Promise<Row[]>>> = {
  jobCard: (db, id) => db.client.$queryRaw`
    select id as "jobCardId", number, status::text, branch_id as "branchId", customer_id as "customerId", vehicle_id as "vehicleId",
           completed_at as "completedAt"
      from job_card where tenant_id = ${db.tenantId}::uuid and id = ${id}::uuid`,
  invoice: (db, id) => db.client.$queryRaw`
    select id as "invoiceId", number, job_card_id as "jobCardId", branch_id as "branchId", customer_id as "customerId", vehicle_id as "vehicleId",
           currency, net_minor as "netMinor", tax_minor as "taxMinor", total_minor as "totalMinor", issued_on::text as "issuedOn", due_on::text as "dueOn"
      from invoice where tenant_id = ${db.tenantId}::uuid and id = ${id}::uuid`,
  creditNote: (db, id) => db.client.$queryRaw`
    select id as "creditNoteId", number, invoice_id as "invoiceId", branch_id as "branchId", customer_id as "customerId", currency,
           net_minor as "netMinor", tax_minor as "taxMinor", total_minor as "totalMinor", issued_on::text as "issuedOn"
      from credit_note where tenant_id = ${db.tenantId}::uuid and id = ${id}::uuid`,
  payment: (db, id) => db.client.$queryRaw`
    select id as "paymentId", state::text, method::text, amount_minor as "amountMinor", currency, branch_id as "branchId", customer_id as "customerId",
           invoice_id as "invoiceId", appointment_id as "appointmentId", job_card_id as "jobCardId", received_at as "receivedAt"
      from payment where tenant_id = ${db.tenantId}::uuid and id = ${id}::uuid`,
  refund: (db, id) => db.client.$queryRaw`
    select id as "refundId", payment_id as "paymentId", invoice_id as "invoiceId", credit_note_id as "creditNoteId", state::text, method::text,
           amount_minor as "amountMinor", currency, branch_id as "branchId", settled_at as "settledAt"
      from refund where tenant_id = ${db.tenantId}::uuid and id = ${id}::uuid`,
  appointment: (db, id) => db.client.$queryRaw`
    select id as "appointmentId", reference, state::text, branch_id as "branchId", customer_id as "customerId", vehicle_id as "vehicleId",
           starts_at as "startsAt", ends_at as "endsAt"
      from appointment where tenant_id = ${db.tenantId}::uuid and id = ${id}::uuid`,
};

/** Null where there is no such record. */
export const factsOf = async (db: Db, kind: WebhookSubject, id: string): Promise<WebhookFacts | null> => {
  const [row] = await questions[kind](db, id);
  return row === undefined ? null : plain(row);
};
