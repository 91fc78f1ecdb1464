import { formatMoney, formatRate } from "#/domain/money.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { formatIsoDate } from "#/domain/time.ts";
import { drawFeet } from "../paper/draw-feet.ts";
import { drawParties } from "../paper/draw-parties.ts";
import { drawSender } from "../paper/draw-sender.ts";
import { drawFrame, drawParagraph, frameHeight } from "../paper/prose.ts";
import { INK_2, openSheet, type Sheet } from "../paper/sheet.ts";
import { drawTable, type Head, keepWith, textRows } from "../paper/table.ts";
import { taxSums } from "../paper/taxes.ts";
import { drawTotals, sumsHeight } from "../paper/totals.ts";
import { widthOf, wrapText } from "../pdf/shape.ts";
import type { CreditNoteDocument } from "./credit-note-document.ts";

const columnsOf = ({ left, right }: Sheet) => {
  const at = (share: number) => left + (right - left) * share;
  return { quantity: at(0.575), rate: at(0.65), net: at(0.765), tax: at(0.88), total: right, width: at(0.49) - left };
};

const headsOf = (sheet: Sheet, taxName: string): Head[] => {
  const { quantity, rate, net, tax, total } = columnsOf(sheet);
  const fits = widthOf(taxName, "strong", 8.7) <= tax - net - 8;
  return [
    { text: "Description", x: sheet.left, align: "left" },
    { text: "Qty", x: quantity, align: "right" },
    { text: "Rate", x: rate, align: "right" },
    { text: "Net", x: net, align: "right" },
    { text: fits ? taxName : "Tax", x: tax, align: "right" },
    { text: "Total", x: total, align: "right" },
  ];
};

/** What it takes back and why: the reader asks that first, so it stands above the lines. */
const drawReason = (sheet: Sheet, { invoice, totalMinor, reason }: CreditNoteDocument): void => {
  const part = totalMinor === invoice.totalMinor ? "the whole" : "a part";
  const texts = [
    `This takes back ${part} of invoice ${invoice.number} of ${formatIsoDate(invoice.issuedOn)}.`,
    `Reason: ${reason}`,
  ];
  sheet.y += 18;
  drawParagraph(
    sheet,
    texts.flatMap((text) => wrapText(text, "body", 9.5, sheet.right - sheet.left)),
  );
};

const drawLines = (sheet: Sheet, note: CreditNoteDocument, height: number): void => {
  const { branch, locale, lines } = note;
  const amount = (minor: number) => formatMoney(minor, branch.currency, locale);
  const { quantity, rate, net, tax, total, width } = columnsOf(sheet);
  const rows = lines.flatMap((line, index) =>
    textRows(sheet, {
      texts: [{ text: line.description }],
      width,
      cells: [
        { text: line.quantity === "0" ? "–" : formatQuantity(line.quantity, line.unit), x: quantity },
        { text: formatRate(line.taxRateBp), x: rate, colour: INK_2 },
        { text: amount(line.netMinor), x: net },
        { text: amount(line.taxMinor), x: tax },
        { text: amount(line.totalMinor), x: total },
      ],
      last: index === lines.length - 1,
    }),
  );
  drawTable(sheet, headsOf(sheet, branch.taxName), keepWith(rows, height), locale);
};

/** Draws a credit note as a tagged PDF. The same props give the same bytes. For the worker, as `drawInvoice`. */
export const drawCreditNote = async (note: CreditNoteDocument): Promise<Uint8Array> => {
  const { branch, locale, customer, vehicle, invoice } = note;
  const amount = (minor: number) => formatMoney(minor, branch.currency, locale);
  const sums = [{ label: "Net", amount: amount(note.netMinor) }, ...taxSums(note, note.taxes)];
  const sheet = openSheet(note, "Credit note");
  drawSender(sheet, note, "Credit note");
  drawParties(sheet, {
    to: { label: "Credited to", name: customer.name, lines: customer.addressLines },
    vehicle: { ...vehicle, quiet: "" },
    facts: [
      { label: "Issued", value: formatIsoDate(note.issuedOn) },
      { label: "Invoice", value: invoice.number },
      { label: "Invoiced", value: formatIsoDate(invoice.issuedOn) },
      { label: "Job card", value: note.jobCardNumber },
      { label: "Branch", value: branch.name },
    ],
  });
  drawReason(sheet, note);
  const follows = { title: "What follows", texts: note.follows };
  drawLines(sheet, note, sumsHeight(sums) + frameHeight(sheet, follows));
  drawTotals(sheet, sums, { label: "Total credited", amount: amount(note.totalMinor) });
  drawFrame(sheet, follows);
  drawFeet(sheet, note);
  return sheet.finish();
};
