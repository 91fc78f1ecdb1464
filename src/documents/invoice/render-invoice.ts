import { drawParties, drawSender } from "./draw-head.ts";
import { drawLines } from "./draw-lines.ts";
import { drawFeet, drawPayHow, drawSums, drawTerms, totalsHeight } from "./draw-sums.ts";
import type { InvoiceDocument } from "./invoice-document.ts";
import { openSheet, type Sheet } from "./sheet.ts";

const collect = ({ doc }: Sheet): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    doc.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });

/**
 * Draws an invoice as a tagged PDF. The same props give the same bytes. This is for the worker: on the web's
 * event loop call `renderInvoicePdf` of render-pool.ts.
 */
export const drawInvoice = async (invoice: InvoiceDocument): Promise<Uint8Array> => {
  const sheet = openSheet(invoice);
  const finished = collect(sheet);
  drawSender(sheet, invoice);
  drawParties(sheet, invoice);
  drawLines(sheet, invoice, totalsHeight(invoice));
  drawSums(sheet, invoice);
  drawPayHow(sheet, invoice);
  drawTerms(sheet, invoice);
  drawFeet(sheet, invoice);
  sheet.root.end();
  sheet.finishFonts();
  sheet.doc.end();
  return finished;
};
