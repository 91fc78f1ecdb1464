import { exampleInvoice } from "../invoice/example-invoice.ts";
import type { ReceiptDocument } from "./receipt-document.ts";

/** A receipt for a part of the example's invoice, for tests and looking at the paper. */
export const exampleReceipt: ReceiptDocument = {
  tenant: exampleInvoice.tenant,
  branch: exampleInvoice.branch,
  locale: exampleInvoice.locale,
  number: "R-9C21F00A",
  issuedOn: "2026-05-15",
  customer: exampleInvoice.customer,
  vehicle: exampleInvoice.vehicle,
  receivedAt: "2026-05-15T09:12:00Z",
  method: "Card online",
  amountMinor: 50000,
  tenderedMinor: null,
  reference: "",
  purpose: "Invoice NM-2026-01893",
  invoice: { totalMinor: 116150, creditedMinor: 0, paidBeforeMinor: 24000, leftMinor: 42150 },
};
