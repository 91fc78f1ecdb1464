import { formatMoney } from "#/domain/money.ts";
import { formatAgreed } from "../format.ts";
import { drawLink, drawQrCode } from "../paper/draw-link.ts";
import { drawFrame, drawParagraph, LINE } from "../paper/prose.ts";
import { INK_2, type Sheet } from "../paper/sheet.ts";
import { taxSums } from "../paper/taxes.ts";
import { drawTotals, GAP, type Sum, sumsHeight, sumsLeft } from "../paper/totals.ts";
import { wrapText } from "../pdf/shape.ts";
import type { InvoiceDocument } from "./invoice-document.ts";

const sumsOf = (invoice: InvoiceDocument): Sum[] => {
  const { branch, locale, taxes, netMinor, totalMinor, payments } = invoice;
  const amount = (minor: number) => formatMoney(minor, branch.currency, locale);
  return [
    { label: "Net", amount: amount(netMinor) },
    ...taxSums(invoice, taxes),
    { label: "Total", amount: amount(totalMinor), strong: true },
    ...payments.map((payment) => ({ label: payment.label, amount: amount(-payment.amountMinor) })),
  ];
};

export const totalsHeight = (invoice: InvoiceDocument): number => sumsHeight(sumsOf(invoice));

const notDoneLines = (invoice: InvoiceDocument, width: number): string[] =>
  invoice.notDone.flatMap(({ text }) => wrapText(text, "body", 9.5, width));

const drawNotDone = (sheet: Sheet, lines: readonly string[], top: number): void => {
  sheet.tag(sheet.root, "P", () =>
    sheet.draw("Not done, kept on the vehicle", { x: sheet.left, baseline: top + 10, size: 9.5, style: "strong" }),
  );
  sheet.tag(sheet.root, "P", () => {
    lines.forEach((line, index) =>
      sheet.draw(line, {
        x: sheet.left,
        baseline: top + 10 + (index + 1) * LINE,
        size: 9.5,
        style: "body",
        colour: INK_2,
      }),
    );
  });
};

/** Work left undone on the left, the sums on the right, what is to be paid largest. */
export const drawSums = (sheet: Sheet, invoice: InvoiceDocument): void => {
  const { branch, locale, toPayMinor } = invoice;
  const beside = notDoneLines(invoice, sumsLeft(sheet) - sheet.left - 24);
  const fits = beside.length > 0 && (beside.length + 1) * LINE <= totalsHeight(invoice);
  if (fits) drawNotDone(sheet, beside, sheet.y + GAP);
  drawTotals(sheet, sumsOf(invoice), { label: "To pay", amount: formatMoney(toPayMinor, branch.currency, locale) });
  if (fits || beside.length === 0) return;

  const lines = notDoneLines(invoice, sheet.right - sheet.left);
  sheet.y += GAP;
  sheet.keep(3 * LINE);
  drawNotDone(sheet, [], sheet.y);
  sheet.y += LINE;
  drawParagraph(sheet, lines);
};

/** 26 mm: a phone reads the longest address from the length of an arm. */
const QR_SIZE = 74;
const PAY_ONLINE = "Pay online by card";
const SCAN = "Scan the code with your phone, or open the link. You can pay a part, too.";

/** How to pay, in a frame that is never cut: the page to pay on first, where there is one. */
export const drawPayHow = (sheet: Sheet, { payHow, payLink, number }: InvoiceDocument): void => {
  if (payLink === null) {
    if (payHow.length > 0) drawFrame(sheet, { title: "How to pay", texts: payHow });
    return;
  }
  drawFrame(sheet, {
    title: "How to pay",
    texts: [SCAN, ...payHow],
    lead: (at) => drawLink(sheet, PAY_ONLINE, payLink, { ...at, size: 9.5 }),
    beside: {
      size: QR_SIZE,
      draw: (x, y) =>
        drawQrCode(sheet, payLink, `QR code of the page to pay invoice ${number}`, { x, y, size: QR_SIZE }),
    },
  });
};

/** Terms, and who agreed to the prices. */
export const drawTerms = (sheet: Sheet, { terms, approvals, branch }: InvoiceDocument): void => {
  const agreed = approvals.map(
    ({ who, how, when }) => `Prices agreed by ${who} ${how} on ${formatAgreed(when, branch.zone)}.`,
  );
  const texts = [...(terms === null ? [] : [terms]), ...agreed];
  if (texts.length === 0) return;
  sheet.y += 16;
  const lines = texts.flatMap((text) => wrapText(text, "body", 9.5, sheet.right - sheet.left));
  // A last line alone on a page of its own looks lost: few lines stay together.
  sheet.keep(Math.min(lines.length, 4) * LINE);
  drawParagraph(sheet, lines);
};
