import { drawCreditNote } from "../credit-note/render-credit-note.ts";
import { drawInvoice } from "../invoice/render-invoice.ts";
import { drawPurchaseOrder } from "../purchase-order/render-purchase-order.ts";
import { drawReceipt } from "../receipt/render-receipt.ts";
import type { PaperToDraw } from "./paper-to-draw.ts";

/** The bytes of a paper; the same ones for the same props. */
export const drawPaper = (paper: PaperToDraw): Promise<Uint8Array> => {
  switch (paper.kind) {
    case "invoice":
      return drawInvoice(paper.document);
    case "credit-note":
      return drawCreditNote(paper.document);
    case "receipt":
      return drawReceipt(paper.document);
    case "purchase-order":
      return drawPurchaseOrder(paper.document);
  }
};
