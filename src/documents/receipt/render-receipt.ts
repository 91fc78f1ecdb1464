import { formatMoney } from "#/domain/money.ts";
import { formatAgreed } from "../format.ts";
import { drawFeet } from "../paper/draw-feet.ts";
import { drawParties } from "../paper/draw-parties.ts";
import { drawSender } from "../paper/draw-sender.ts";
import { drawParagraph } from "../paper/prose.ts";
import { HAIRLINE, INK, INK_2, openSheet, type Sheet } from "../paper/sheet.ts";
import type { Sum } from "../paper/totals.ts";
import { wrapText } from "../pdf/shape.ts";
import type { ReceiptDocument } from "./receipt-document.ts";

const ROW = 21;

type Money = (minor: number) => string;

/** How the money came, as rows of a label and a value. */
const rowsOf = (receipt: ReceiptDocument, money: Money): Sum[] => {
  const { tenderedMinor, amountMinor, reference, purpose, method } = receipt;
  return [
    { label: "For", amount: purpose },
    { label: "Paid by", amount: method },
    ...(reference === "" ? [] : [{ label: "Reference", amount: reference }]),
    ...(tenderedMinor === null || tenderedMinor === amountMinor
      ? []
      : [
          { label: "Handed over", amount: money(tenderedMinor) },
          { label: "Change", amount: money(tenderedMinor - amountMinor) },
        ]),
  ];
};

/** How the invoice stood before and after. */
const standingOf = ({ invoice, amountMinor }: ReceiptDocument, money: Money): Sum[] =>
  invoice === null
    ? []
    : [
        { label: "Invoice total", amount: money(invoice.totalMinor) },
        ...(invoice.creditedMinor === 0 ? [] : [{ label: "Credited", amount: money(-invoice.creditedMinor) }]),
        ...(invoice.paidBeforeMinor === 0 ? [] : [{ label: "Paid before", amount: money(-invoice.paidBeforeMinor) }]),
        { label: "This payment", amount: money(-amountMinor) },
        { label: "Left to pay after it", amount: money(invoice.leftMinor), strong: true },
      ];

const drawAmount = (sheet: Sheet, amount: string): void => {
  sheet.y += 26;
  const { y } = sheet;
  sheet.rule(sheet.left, sheet.right, y, INK, 1);
  sheet.tag(sheet.root, "P", () => {
    sheet.draw("Amount received", { x: sheet.left, baseline: y + 31, size: 13, style: "wide" });
    sheet.draw(amount, {
      x: sheet.right,
      baseline: y + 34,
      size: 24,
      style: "wide",
      align: "right",
      tracking: -0.015,
    });
  });
  sheet.y = y + 50;
  sheet.rule(sheet.left, sheet.right, sheet.y, INK, 1);
};

const drawRows = (sheet: Sheet, rows: readonly Sum[]): void => {
  const room = (sheet.right - sheet.left) * 0.7;
  for (const { label, amount, strong } of rows) {
    const lines = wrapText(amount, strong ? "strong" : "body", 9.5, room);
    sheet.tag(sheet.root, "P", () => {
      const style = strong ? "strong" : "body";
      sheet.draw(label, { x: sheet.left, baseline: sheet.y + 14, size: 9.5, style, colour: strong ? INK : INK_2 });
      lines.forEach((line, index) =>
        sheet.draw(line, {
          x: sheet.right,
          baseline: sheet.y + 14 + index * 13,
          size: 9.5,
          style,
          align: "right",
        }),
      );
    });
    sheet.y += ROW + (lines.length - 1) * 13;
    sheet.rule(sheet.left, sheet.right, sheet.y, HAIRLINE);
  }
};

const thanksOf = ({ invoice }: ReceiptDocument): string =>
  invoice === null
    ? "This money is kept for the work and taken off its invoice. What is above it is paid back."
    : invoice.leftMinor === 0
      ? "The invoice is paid. Thank you."
      : "Thank you. What is left can be paid by the link in the e-mail, or at the desk.";

/** Draws a receipt as a tagged PDF of one page. The same props give the same bytes. For the worker, as `drawInvoice`. */
export const drawReceipt = async (receipt: ReceiptDocument): Promise<Uint8Array> => {
  const { branch, locale, customer, vehicle } = receipt;
  const money: Money = (minor) => formatMoney(minor, branch.currency, locale);
  const sheet = openSheet(receipt, "Receipt");
  drawSender(sheet, receipt, "Receipt");
  drawParties(sheet, {
    to: { label: "Received from", name: customer.name, lines: customer.addressLines },
    vehicle: vehicle === null ? null : { ...vehicle, quiet: "" },
    facts: [
      { label: "Received", value: formatAgreed(receipt.receivedAt, branch.zone) },
      { label: "Branch", value: branch.name },
    ],
  });
  drawAmount(sheet, money(receipt.amountMinor));
  drawRows(sheet, rowsOf(receipt, money));
  const standing = standingOf(receipt, money);
  if (standing.length > 0) {
    sheet.y += 22;
    drawRows(sheet, standing);
  }
  sheet.y += 16;
  drawParagraph(sheet, wrapText(thanksOf(receipt), "body", 9.5, sheet.right - sheet.left));
  drawFeet(sheet, receipt);
  return sheet.finish();
};
