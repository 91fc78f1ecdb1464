import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";

/** A table as it leaves the product: its name in the file, what orders it, and which of its rows are a customer's. */
export type Exported = {
  readonly table: string;
  readonly file: string;
  readonly keys: readonly string[];
  /** Which rows are about the customer `$c`; absent for what is about none. */
  readonly ofCustomer?: string;
  /** Columns that are the workshop's own and not the customer's to read. */
  readonly ownColumns?: readonly string[];
};

const ofCards = "job_card_id in (select id from job_card where tenant_id = t.tenant_id and customer_id = $c)";
const ofInvoices = "invoice_id in (select id from invoice where tenant_id = t.tenant_id and customer_id = $c)";
const ofPayments = "payment_id in (select id from payment where tenant_id = t.tenant_id and customer_id = $c)";
const ofVehicles = "vehicle_id in (select id from vehicle where tenant_id = t.tenant_id and customer_id = $c)";
const ofAppointments =
  "appointment_id in (select id from appointment where tenant_id = t.tenant_id and customer_id = $c)";
/** What the workshop says among itself is not the customer's. */
const toCustomer = `${ofCards} and audience = 'CUSTOMER' and removed_at is null`;
const own = "customer_id = $c";
const byId = ["id"];

export const exported: readonly Exported[] = [
  { table: "branch", file: "branches", keys: byId },
  { table: "member", file: "members", keys: byId },
  { table: "service_bay", file: "bays", keys: byId },
  { table: "customer", file: "customers", keys: byId, ofCustomer: "id = $c" },
  { table: "customer_contact", file: "customer-contacts", keys: byId, ofCustomer: own },
  { table: "customer_consent", file: "customer-consents", keys: byId, ofCustomer: own },
  { table: "vehicle", file: "vehicles", keys: byId, ofCustomer: own },
  { table: "vehicle_plate", file: "former-plates", keys: byId, ofCustomer: ofVehicles },
  { table: "vehicle_ownership", file: "former-owners", keys: byId, ofCustomer: own },
  { table: "odometer_reading", file: "odometer-readings", keys: byId, ofCustomer: ofCards },
  { table: "job_card", file: "job-cards", keys: byId, ofCustomer: own },
  { table: "job_line", file: "job-lines", keys: byId, ofCustomer: ofCards, ownColumns: ["unit_cost_minor"] },
  { table: "authorisation", file: "authorisations", keys: byId, ofCustomer: ofCards },
  { table: "bay_allocation", file: "bay-allocations", keys: byId, ofCustomer: ofCards },
  { table: "service_offer", file: "services", keys: byId },
  { table: "booking_rules", file: "booking-rules", keys: ["branch_id"] },
  { table: "booking_limits", file: "booking-limits", keys: ["tenant_id"] },
  { table: "closure", file: "closures", keys: byId },
  { table: "technician_hours", file: "technician-hours", keys: ["member_id", "branch_id"] },
  { table: "appointment", file: "appointments", keys: byId, ofCustomer: own, ownColumns: ["note", "differing"] },
  {
    table: "appointment_service",
    file: "appointment-services",
    keys: ["appointment_id", "position"],
    ofCustomer: ofAppointments,
  },
  { table: "appointment_photo", file: "appointment-photos", keys: byId, ofCustomer: ofAppointments },
  { table: "service_record", file: "service-records", keys: byId, ofCustomer: own },
  { table: "supplier", file: "suppliers", keys: byId },
  { table: "message_wording", file: "message-wordings", keys: byId },
  { table: "part", file: "parts", keys: byId },
  { table: "stock_level", file: "stock-levels", keys: ["branch_id", "part_id"] },
  { table: "stock_movement", file: "stock-movements", keys: byId },
  { table: "purchase_order", file: "purchase-orders", keys: byId },
  { table: "purchase_order_line", file: "purchase-order-lines", keys: ["purchase_order_id", "part_id"] },
  { table: "purchase_order_need", file: "purchase-order-needs", keys: ["purchase_order_id", "job_line_id"] },
  { table: "stock_count", file: "stock-counts", keys: byId },
  { table: "stock_count_line", file: "stock-count-lines", keys: ["stock_count_id", "part_id"] },
  { table: "stock_transfer", file: "stock-transfers", keys: byId },
  { table: "stock_transfer_line", file: "stock-transfer-lines", keys: ["stock_transfer_id", "part_id"] },
  { table: "supplier_return", file: "supplier-returns", keys: byId },
  { table: "supplier_return_line", file: "supplier-return-lines", keys: ["supplier_return_id", "position"] },
  { table: "core", file: "cores", keys: byId },
  { table: "core_movement", file: "core-movements", keys: ["core_id", "version"] },
  { table: "goods_receipt", file: "goods-receipts", keys: byId },
  { table: "goods_receipt_line", file: "goods-receipt-lines", keys: ["goods_receipt_id", "position"] },
  { table: "invoice", file: "invoices", keys: byId, ofCustomer: own },
  { table: "invoice_line", file: "invoice-lines", keys: ["invoice_id", "position"], ofCustomer: ofInvoices },
  { table: "payment", file: "payments", keys: byId, ofCustomer: own },
  { table: "payment_allocation", file: "payment-allocations", keys: byId, ofCustomer: ofInvoices },
  { table: "refund", file: "refunds", keys: byId, ofCustomer: ofPayments },
  { table: "credit_note", file: "credit-notes", keys: byId, ofCustomer: own },
  {
    table: "credit_note_line",
    file: "credit-note-lines",
    keys: ["credit_note_id", "position"],
    ofCustomer: ofInvoices,
  },
  { table: "ledger_entry", file: "ledger", keys: ["source_id", "entry", "account"], ofCustomer: own },
  { table: "message", file: "messages", keys: byId, ofCustomer: own },
  { table: "job_card_note", file: "job-card-notes", keys: byId, ofCustomer: toCustomer },
  { table: "text_answer", file: "text-answers", keys: byId, ofCustomer: own },
  { table: "manual_task", file: "tasks", keys: byId },
  { table: "audit_entry", file: "audit", keys: byId, ofCustomer: "subject_type = 'customer' and subject_id = $c" },
];

/** The columns of a table in their order, without the tenant, which is one throughout. */
export const columnsOf = async (db: Db, { table, ownColumns = [] }: Exported, customer: boolean): Promise<string[]> => {
  const rows = await db.client.$queryRaw<{ name: string }[]>`
    select column_name::text as name from information_schema.columns
     where table_schema = 'public' and table_name = ${table} and column_name <> 'tenant_id' and is_generated = 'NEVER' order by ordinal_position`;
  return rows.map(({ name }) => name).filter((name) => !customer || !ownColumns.includes(name));
};

/** A row as PostgreSQL writes it in JSON. */
export type ExportedRow = Readonly<Record<string, unknown>>;

/** The next rows of a table behind `after`, each as JSON; of one customer when told. Reads along the key. */
export const rowsAfter = async (
  db: Db,
  { table, keys, ofCustomer }: Exported,
  customerId: string | null,
  after: ExportedRow | null,
  limit: number,
): Promise<ExportedRow[]> => {
  const name = Prisma.raw(`"${table}"`);
  const of = (alias: string) => Prisma.raw(keys.map((key) => `${alias}."${key}"`).join(", "));
  const [head = "", tail] = (customerId === null ? "true" : (ofCustomer ?? "false")).split("$c");
  const which =
    tail === undefined ? Prisma.raw(head) : Prisma.sql`${Prisma.raw(head)}${customerId}::uuid${Prisma.raw(tail)}`;
  const behind =
    after === null
      ? Prisma.sql`true`
      : Prisma.sql`(${of("t")}) > (select ${of("c")} from jsonb_populate_record(null::${name}, ${JSON.stringify(after)}::jsonb) c)`;
  const rows = await db.client.$queryRaw<{ row: ExportedRow }[]>`
    select to_jsonb(page) as row from (
      select * from ${name} t where t.tenant_id = ${db.tenantId}::uuid and ${which} and ${behind} order by ${of("t")} limit ${limit}) page`;
  return rows.map(({ row }) => row);
};

/** The next stored PDFs of invoices behind `after`, of one customer when told. */
export const storedInvoices = (db: Db, customerId: string | null, after: string | null, limit: number) =>
  db.client.invoiceFile.findMany({
    where: {
      tenantId: db.tenantId,
      ...(after === null ? {} : { invoiceId: { gt: after } }),
      ...(customerId === null ? {} : { invoice: { customerId } }),
    },
    orderBy: { invoiceId: "asc" },
    take: limit,
    select: { invoiceId: true, storageKey: true, sha256: true, invoice: { select: { number: true } } },
  });
export type StoredInvoice = Awaited<ReturnType<typeof storedInvoices>>[number];

/** The same of credit notes. */
export const storedCreditNotes = (db: Db, customerId: string | null, after: string | null, limit: number) =>
  db.client.creditNoteFile.findMany({
    where: {
      tenantId: db.tenantId,
      ...(after === null ? {} : { creditNoteId: { gt: after } }),
      ...(customerId === null ? {} : { creditNote: { customerId } }),
    },
    orderBy: { creditNoteId: "asc" },
    take: limit,
    select: { creditNoteId: true, storageKey: true, sha256: true, creditNote: { select: { number: true } } },
  });
export type StoredCreditNote = Awaited<ReturnType<typeof storedCreditNotes>>[number];
