import { drawCreditNote } from "../credit-note/render-credit-note.ts";
import { drawInvoice } from "../invoice/render-invoice.ts";
import { drawReceipt } from "../receipt/render-receipt.ts";
import type { PaperToDraw } from "./paper-to-draw.ts";

/** The bytes of a paper; the same ones for the same props. */
export const drawPaper = (paper: PaperToDraw): Promise<Uint8Array> =>
  paper.kind === "invoice"
    ? drawInvoice(paper.document)
    : paper.kind === "credit-note"
      ? drawCreditNote(paper.document)
      : drawReceipt(paper.document);
