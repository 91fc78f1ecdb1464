import { formatMoney, formatRate } from "#/domain/money.ts";
import { formatAgreed } from "../format.ts";
import { wrapText } from "../pdf/shape.ts";
import type { InvoiceDocument } from "./invoice-document.ts";
import { INK, INK_2, type Sheet } from "./sheet.ts";

const PITCH = 17.2;
const LINE = 13.5;
const TO_PAY = 30;
const GAP = 12;

type Sum = { label: string; amount: string; strong?: boolean };

const sumsOf = ({ branch, locale, taxes, netMinor, totalMinor, payments }: InvoiceDocument): Sum[] => {
  const amount = (minor: number) => formatMoney(minor, branch.currency, locale);
  return [
    { label: "Net", amount: amount(netMinor) },
    ...taxes.map((tax) => ({
      label: `${branch.taxName} ${formatRate(tax.rateBp)} on ${amount(tax.netMinor)}`,
      amount: amount(tax.taxMinor),
    })),
    { label: "Total", amount: amount(totalMinor), strong: true },
    ...payments.map((payment) => ({ label: payment.label, amount: amount(-payment.amountMinor) })),
  ];
};

const leftOf = (sheet: Sheet) => sheet.left + (sheet.right - sheet.left) * 0.57;

/** Points that the totals take: the last line of the table may only stand where they fit too. */
export const totalsHeight = (invoice: InvoiceDocument): number => GAP + sumsOf(invoice).length * PITCH + TO_PAY;

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
  const x = leftOf(sheet);
  const top = sheet.y + GAP;
  const sums = sumsOf(invoice);
  const beside = notDoneLines(invoice, x - sheet.left - 24);
  const fits = beside.length > 0 && (beside.length + 1) * LINE <= totalsHeight(invoice);
  if (fits) drawNotDone(sheet, beside, top);

  sums.forEach(({ label, amount, strong }, index) => {
    const baseline = top + 10 + index * PITCH;
    const style = strong ? "strong" : "body";
    sheet.tag(sheet.root, "P", () => {
      sheet.draw(label, { x, baseline, size: 9.5, style, colour: strong ? INK : INK_2 });
      sheet.draw(amount, { x: sheet.right, baseline, size: 9.5, style, align: "right" });
    });
  });
  const end = top + sums.length * PITCH;
  sheet.rule(x, sheet.right, end, INK, 1);
  sheet.tag(sheet.root, "P", () => {
    sheet.draw("To pay", { x, baseline: end + 20, size: 11.5, style: "wide" });
    sheet.draw(formatMoney(toPayMinor, branch.currency, locale), {
      x: sheet.right,
      baseline: end + 21.5,
      size: 17,
      style: "wide",
      align: "right",
      tracking: -0.015,
    });
  });
  sheet.y = end + TO_PAY;
  if (fits || beside.length === 0) return;

  const lines = notDoneLines(invoice, sheet.right - sheet.left);
  sheet.y += GAP;
  sheet.keep(3 * LINE);
  drawNotDone(sheet, [], sheet.y);
  sheet.y += LINE;
  drawParagraph(sheet, lines);
};

/** Lines one after another, over as many pages as they need. */
const drawParagraph = (sheet: Sheet, lines: readonly string[]): void => {
  for (const line of lines) {
    sheet.keep(LINE);
    sheet.tag(sheet.root, "P", () =>
      sheet.draw(line, { x: sheet.left, baseline: sheet.y + 10, size: 9.5, style: "body", colour: INK_2 }),
    );
    sheet.y += LINE;
  }
};

/** How to pay, in a frame that is never cut. */
export const drawPayHow = (sheet: Sheet, { payHow }: InvoiceDocument): void => {
  if (payHow.length === 0) return;
  const inset = 13;
  const lines = payHow.flatMap((text) => wrapText(text, "body", 9.5, sheet.right - sheet.left - inset * 2));
  const height = inset * 2 + 14 + lines.length * LINE;
  sheet.y += 22;
  sheet.keep(height);
  const top = sheet.y;
  sheet.artifact("Layout", () => {
    sheet.doc.roundedRect(sheet.left, top, sheet.right - sheet.left, height, 5);
    sheet.doc.addContent("0.776 0.776 0.749 RG 0.75 w S");
  });
  sheet.tag(sheet.root, "P", () =>
    sheet.draw("How to pay", { x: sheet.left + inset, baseline: top + inset + 9, size: 10.5, style: "strong" }),
  );
  sheet.tag(sheet.root, "P", () => {
    lines.forEach((line, index) =>
      sheet.draw(line, {
        x: sheet.left + inset,
        baseline: top + inset + 25 + index * LINE,
        size: 9.5,
        style: "body",
        colour: INK_2,
      }),
    );
  });
  sheet.y += height;
};

/** Terms, and who agreed to the prices. */
export const drawTerms = (sheet: Sheet, { terms, approvals, branch }: InvoiceDocument): void => {
  const agreed = approvals.map(
    ({ who, how, when }) => `Prices agreed by ${who} ${how} on ${formatAgreed(when, branch.zone)}.`,
  );
  const texts = [...(terms === null ? [] : [terms]), ...agreed];
  if (texts.length === 0) return;
  sheet.y += 16;
  drawParagraph(
    sheet,
    texts.flatMap((text) => wrapText(text, "body", 9.5, sheet.right - sheet.left)),
  );
};

/** The legal foot of every page, once all pages are known. */
export const drawFeet = (sheet: Sheet, { tenant, branch, number }: InvoiceDocument): void => {
  const { count } = sheet.doc.bufferedPageRange();
  const tax = tenant.taxNumber === null ? [] : [`${branch.taxName} ${tenant.taxNumber}`];
  const legal = [tenant.legalName, ...(tenant.registration === null ? [] : [tenant.registration]), ...tax]
    .map((part) => part.replace(/\.$/, ""))
    .join(". ");
  const y = sheet.doc.page.height - 42.5 - 19;
  for (let page = 0; page < count; page++) {
    sheet.doc.switchToPage(page);
    sheet.rule(sheet.left, sheet.right, y);
    sheet.artifact("Pagination", () => {
      const lines = wrapText(legal, "body", 8.5, (sheet.right - sheet.left) * 0.68);
      lines
        .slice(0, 2)
        .forEach((line, index) =>
          sheet.draw(line, { x: sheet.left, baseline: y + 16 + index * 11.5, size: 8.5, style: "body", colour: INK_2 }),
        );
      sheet.draw(`${number}, page ${page + 1} of ${count}`, {
        x: sheet.right,
        baseline: y + 16,
        size: 8.5,
        style: "body",
        colour: INK_2,
        align: "right",
      });
    });
  }
};
