import { formatMoney, formatRate } from "#/domain/money.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { INK_2, INK_3, type Sheet } from "../paper/sheet.ts";
import { CELL_SIZE, drawTable, HEAD_SIZE, type Head, keepWith, type Row, textRows } from "../paper/table.ts";
import { widthOf } from "../pdf/shape.ts";
import type { InvoiceDocument, InvoiceDocumentLine } from "./invoice-document.ts";

type Columns = { quantity: number; unit: number; tax: number; net: number; description: number };

const columnsOf = ({ left, right }: Sheet): Columns => {
  const at = (share: number) => left + (right - left) * share;
  return { quantity: at(0.662), unit: at(0.781), tax: at(0.863), net: right, description: at(0.58) - left };
};

const titleRow = (sheet: Sheet, title: string, net: string): Row => ({
  height: 23,
  keep: 0,
  paint: (row, top) => {
    const baseline = top + 15;
    sheet.tag(row, "TH", () => sheet.draw(title, { x: sheet.left, baseline, size: CELL_SIZE, style: "strong" }));
    sheet.tag(row, "TD", () =>
      sheet.draw(net, { x: sheet.right, baseline, size: CELL_SIZE, style: "strong", align: "right" }),
    );
    sheet.rule(sheet.left, sheet.right, top + 23);
  },
});

const lineRows = (
  sheet: Sheet,
  columns: Columns,
  { branch, locale }: InvoiceDocument,
  line: InvoiceDocumentLine,
  last: boolean,
): Row[] => {
  const amount = (minor: number) => formatMoney(minor, branch.currency, locale);
  const discount =
    line.discountMinor === 0 ? [] : [{ text: `Less ${amount(line.discountMinor)} discount`, colour: INK_3 }];
  return textRows(sheet, {
    texts: [{ text: line.description }, ...discount],
    width: columns.description,
    cells: [
      { text: formatQuantity(line.quantity, line.unit), x: columns.quantity },
      { text: amount(line.unitPriceMinor), x: columns.unit },
      { text: formatRate(line.taxRateBp), x: columns.tax, colour: INK_2 },
      { text: amount(line.netMinor), x: columns.net },
    ],
    last,
  });
};

const collectRows = (sheet: Sheet, columns: Columns, invoice: InvoiceDocument): Row[] => {
  const rows: Row[] = [];
  for (const { title, lines, netMinor } of invoice.packages) {
    const own = lines.flatMap((line, index) => lineRows(sheet, columns, invoice, line, index === lines.length - 1));
    if (title !== null) {
      const heading = titleRow(sheet, title, formatMoney(netMinor, invoice.branch.currency, invoice.locale));
      rows.push({ ...heading, keep: own[0]?.height ?? 0 });
    }
    rows.push(...own);
  }
  return rows;
};

const headsOf = (sheet: Sheet, columns: Columns, { branch }: InvoiceDocument): Head[] => {
  const taxRoom = columns.tax - columns.unit - 4;
  const tax = widthOf(branch.taxName, "strong", HEAD_SIZE) <= taxRoom ? branch.taxName : "Tax";
  return [
    { text: "Description", x: sheet.left, align: "left" },
    { text: "Qty", x: columns.quantity, align: "right" },
    { text: branch.taxMode === "INCLUSIVE" ? "Unit with tax" : "Unit", x: columns.unit, align: "right" },
    { text: tax, x: columns.tax, align: "right" },
    { text: "Net", x: columns.net, align: "right" },
  ];
};

/**
 * The lines by package. A title stays with its first line, and the last line stays with the totals (`totalsHeight`, in
 * points, is what they will need).
 */
export const drawLines = (sheet: Sheet, invoice: InvoiceDocument, totalsHeight: number): void => {
  const columns = columnsOf(sheet);
  const rows = keepWith(collectRows(sheet, columns, invoice), totalsHeight);
  drawTable(sheet, headsOf(sheet, columns, invoice), rows, invoice.locale);
};
