import type { CreditNoteDocument } from "../credit-note/credit-note-document.ts";
import type { InvoiceDocument } from "../invoice/invoice-document.ts";
import type { PurchaseOrderDocument } from "../purchase-order/purchase-order-document.ts";
import type { ReceiptDocument } from "../receipt/receipt-document.ts";

/** What the thread that draws is handed. */
export type PaperToDraw =
  | { kind: "invoice"; document: InvoiceDocument }
  | { kind: "credit-note"; document: CreditNoteDocument }
  | { kind: "receipt"; document: ReceiptDocument }
  | { kind: "purchase-order"; document: PurchaseOrderDocument };

const words = {
  invoice: "Invoice",
  "credit-note": "Credit note",
  receipt: "Receipt",
  "purchase-order": "Purchase order",
} as const;

export const titleOf = ({ kind, document }: PaperToDraw): string => `${words[kind]} ${document.number}`;
