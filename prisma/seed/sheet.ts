import { type Connection, insertRows, type Row } from "./write.ts";

// Parents before children, as the foreign keys want it.
const order = [
  "saved_view",
  "customer",
  "customer_contact",
  "customer_consent",
  "vehicle",
  "vehicle_plate",
  "vehicle_ownership",
  "supplier",
  "part",
  "labour_rate",
  "line_template",
  "line_template_line",
  "service_offer",
  "booking_rules",
  "closure",
  "technician_hours",
  "job_card",
  "appointment",
  "appointment_service",
  "authorisation",
  "job_line",
  "stock_level",
  "purchase_order",
  "purchase_order_line",
  "goods_receipt",
  "goods_receipt_line",
  "stock_count",
  "stock_count_line",
  "stock_transfer",
  "stock_transfer_line",
  "supplier_return",
  "supplier_return_line",
  "core",
  "core_movement",
  "stock_movement",
  "stock_shortage",
  "invoice_counter",
  "number_counter",
  "invoice",
  "invoice_line",
  "payment",
  "payment_allocation",
  "service_record",
  "odometer_reading",
  "bay_allocation",
  "orchestration_run",
  "orchestration_step",
  "outbox_event",
  "event_delivery",
  "message",
  "manual_task",
  "daily_metric",
  "data_import",
  "import_row",
  "audit_entry",
  "audit_seal",
  "audit_head",
] as const;
export type Table = (typeof order)[number];

/** Rows gathered in memory, written table by table: a year of work in a few dozen statements. */
export type Sheet = {
  add(table: Table, row: Row): void;
  count(table: Table): number;
  write(pg: Connection): Promise<void>;
};

export function newSheet(): Sheet {
  const rows = new Map<Table, Row[]>(order.map((table) => [table, []]));
  return {
    add: (table, row) => void rows.get(table)?.push(row),
    count: (table) => rows.get(table)?.length ?? 0,
    write: async (pg) => {
      for (const table of order) await insertRows(pg, table, rows.get(table) ?? []);
    },
  };
}
