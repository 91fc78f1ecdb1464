import { formatIsoDate } from "#/domain/time.ts";
import { formatAgreed, formatWhole } from "../format.ts";
import { drawFeet } from "../paper/draw-feet.ts";
import { drawParties } from "../paper/draw-parties.ts";
import { drawSender } from "../paper/draw-sender.ts";
import { openSheet } from "../paper/sheet.ts";
import { drawLines } from "./draw-lines.ts";
import { drawPayHow, drawSums, drawTerms, totalsHeight } from "./draw-sums.ts";
import type { InvoiceDocument } from "./invoice-document.ts";

const odometers = ({ vehicle, locale }: InvoiceDocument): string =>
  [
    { value: vehicle.odometerIn, word: "in" },
    { value: vehicle.odometerOut, word: "out" },
  ]
    .flatMap(({ value, word }) => (value === null ? [] : [`${formatWhole(value, locale)} ${vehicle.unit} ${word}`]))
    .join(", ");

const factsOf = ({ approvals, branch, issuedOn, dueOn, jobCardNumber }: InvoiceDocument) => {
  const approved = approvals
    .map((approval) => approval.when)
    .sort()
    .at(-1);
  return [
    { label: "Issued", value: formatIsoDate(issuedOn) },
    { label: "Due", value: formatIsoDate(dueOn) },
    { label: "Job card", value: jobCardNumber },
    ...(approved === undefined ? [] : [{ label: "Approved", value: formatAgreed(approved, branch.zone) }]),
    { label: "Branch", value: branch.name },
  ];
};

/**
 * Draws an invoice as a tagged PDF. The same props give the same bytes. This is for the worker: on the web's
 * event loop call `renderPaper` of paper/render-pool.ts.
 */
export const drawInvoice = async (invoice: InvoiceDocument): Promise<Uint8Array> => {
  const { customer, vehicle } = invoice;
  const sheet = openSheet(invoice, "Invoice");
  drawSender(sheet, invoice, "Invoice");
  drawParties(sheet, {
    to: { label: "Billed to", name: customer.name, lines: customer.addressLines },
    vehicle: { plate: vehicle.plate, description: vehicle.description, quiet: odometers(invoice) },
    facts: factsOf(invoice),
  });
  drawLines(sheet, invoice, totalsHeight(invoice));
  drawSums(sheet, invoice);
  drawPayHow(sheet, invoice);
  drawTerms(sheet, invoice);
  drawFeet(sheet, invoice);
  return sheet.finish();
};
