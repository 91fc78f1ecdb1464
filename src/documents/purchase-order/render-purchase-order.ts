import { formatMoney } from "#/domain/money.ts";
import { formatQuantity, quantityMilli } from "#/domain/quantity.ts";
import { formatIsoDate } from "#/domain/time.ts";
import { drawFeet } from "../paper/draw-feet.ts";
import { drawParties } from "../paper/draw-parties.ts";
import { drawSender } from "../paper/draw-sender.ts";
import { drawParagraph, LINE } from "../paper/prose.ts";
import { openSheet, type Sheet } from "../paper/sheet.ts";
import { drawTable, type Head, keepWith, type Row, textRows } from "../paper/table.ts";
import { drawTotals, sumsHeight } from "../paper/totals.ts";
import { wrapText } from "../pdf/shape.ts";
import type { PurchaseOrderDocument } from "./purchase-order-document.ts";

type Line = PurchaseOrderDocument["lines"][number];
type PricedLine = Line & { unitCostMinor: number };
const isPriced = (line: Line): line is PricedLine => line.unitCostMinor !== null;

const worthOf = ({ quantity, unitCostMinor }: PricedLine): number =>
  Math.round((quantityMilli(quantity) * unitCostMinor) / 1000);

/** What all of it comes to; null where the costs are not for the reader. */
const totalOf = ({ lines }: PurchaseOrderDocument): number | null =>
  lines.every(isPriced) ? lines.reduce((sum, line) => sum + worthOf(line), 0) : null;

const GAP = 10;
const ABOVE_TERMS = 14;
const terms = "At the prices that we know. Tell us before you send what costs more, or cannot come.";

const columnsOf = ({ left, right }: Sheet, priced: boolean) => {
  const at = (share: number) => left + (right - left) * share;
  const number = at(0.2) - left;
  return {
    number,
    name: left + number + GAP,
    quantity: priced ? at(0.73) : right,
    each: at(0.865),
    worth: right,
    width: at(priced ? 0.63 : 0.86) - left - number - GAP,
  };
};

const headsOf = (sheet: Sheet, priced: boolean): Head[] => {
  const { name, quantity, each, worth } = columnsOf(sheet, priced);
  const costs: Head[] = [
    { text: "Each", x: each, align: "right" },
    { text: "Together", x: worth, align: "right" },
  ];
  return [
    { text: "Part number", x: sheet.left, align: "left" },
    { text: "Part", x: name, align: "left" },
    { text: "Qty", x: quantity, align: "right" },
    ...(priced ? costs : []),
  ];
};

const rowsOf = (sheet: Sheet, { branch, locale, lines }: PurchaseOrderDocument, priced: boolean): Row[] => {
  const amount = (minor: number) => formatMoney(minor, branch.currency, locale);
  const { number, width, quantity, each, worth } = columnsOf(sheet, priced);
  return lines.flatMap((line, index) =>
    textRows(sheet, {
      lead: { text: line.number, width: number, gap: GAP },
      texts: [{ text: line.name }],
      width,
      cells: [
        { text: formatQuantity(line.quantity, line.unit), x: quantity },
        ...(priced && isPriced(line)
          ? [
              { text: amount(line.unitCostMinor), x: each },
              { text: amount(worthOf(line)), x: worth },
            ]
          : []),
      ],
      last: index === lines.length - 1,
    }),
  );
};

/** What the supplier reads before the lines. */
const drawAsk = (sheet: Sheet, { notSent, number, note }: PurchaseOrderDocument): void => {
  const ask = {
    sent: `Please put ${number} on the delivery note and on your invoice.`,
    Draft: "This is a draft. It has not been sent, and may still change.",
    Dropped: "This draft was dropped. It was never sent, and nothing of it is to come.",
  }[notSent ?? "sent"];
  const texts = [ask, ...note.split("\n").filter((line) => line.trim() !== "")];
  sheet.y += 18;
  drawParagraph(
    sheet,
    texts.flatMap((text) => wrapText(text, "body", 9.5, sheet.right - sheet.left)),
  );
};

/** Draws an order as a tagged PDF. The same props give the same bytes. For the worker, as `drawInvoice`. */
export const drawPurchaseOrder = async (order: PurchaseOrderDocument): Promise<Uint8Array> => {
  const { branch, locale, supplier, accountNumber, deliverTo, wantedBy, notSent } = order;
  const total = totalOf(order);
  const sheet = openSheet(order, "Purchase order");
  drawSender(sheet, order, "Purchase order");
  drawParties(sheet, {
    to: {
      label: "Supplier",
      name: supplier?.name ?? "Not chosen yet",
      lines: [
        ...(supplier?.addressLines ?? []),
        ...(accountNumber === "" ? [] : [`Our account with you: ${accountNumber}`]),
      ],
    },
    vehicle: null,
    also: { label: "Deliver to", name: deliverTo.name, lines: deliverTo.addressLines },
    facts: [
      { label: notSent === null ? "Ordered" : "Begun", value: formatIsoDate(order.issuedOn) },
      ...(wantedBy === null ? [] : [{ label: "Wanted by", value: formatIsoDate(wantedBy) }]),
      ...(notSent === null ? [] : [{ label: "Status", value: notSent }]),
    ],
  });
  drawAsk(sheet, order);
  const priced = total !== null;
  const rows = rowsOf(sheet, order, priced);
  drawTable(sheet, headsOf(sheet, priced), keepWith(rows, priced ? sumsHeight([]) + ABOVE_TERMS + LINE : 0), locale);
  if (total !== null) {
    drawTotals(sheet, [], { label: "Before tax", amount: formatMoney(total, branch.currency, locale) });
    sheet.y += ABOVE_TERMS;
    drawParagraph(sheet, wrapText(terms, "body", 9.5, sheet.right - sheet.left));
  }
  drawFeet(sheet, order);
  return sheet.finish();
};
