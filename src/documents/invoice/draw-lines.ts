import { formatMoney, formatRate } from "#/domain/money.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import type { PdfElement } from "../pdf/pdf-document.ts";
import { widthOf, wrapText } from "../pdf/shape.ts";
import type { InvoiceDocument, InvoiceDocumentLine } from "./invoice-document.ts";
import { HAIRLINE, INK, INK_2, INK_3, type Sheet } from "./sheet.ts";

const SIZE = 9.5;
const LEADING = 13;
const PADDING = 8.5;
/** A description longer than this is continued in a row of its own, so that every row fits on a page. */
const MOST_LINES = 24;

/** `keep` is how much must follow on the same page: a title holds its first line, the last line holds the total. */
type Row = { height: number; keep: number; paint: (row: PdfElement, top: number) => void };
type Columns = { quantity: number; unit: number; tax: number; net: number; description: number };

const columnsOf = ({ left, right }: Sheet): Columns => {
  const at = (share: number) => left + (right - left) * share;
  return { quantity: at(0.662), unit: at(0.781), tax: at(0.863), net: right, description: at(0.58) - left };
};

const cell = (sheet: Sheet, row: PdfElement, text: string, x: number, baseline: number, colour = INK) =>
  sheet.tag(row, "TD", () => sheet.draw(text, { x, baseline, size: SIZE, style: "body", colour, align: "right" }));

const titleRow = (sheet: Sheet, title: string, net: string): Row => ({
  height: 23,
  keep: 0,
  paint: (row, top) => {
    const baseline = top + 15;
    sheet.tag(row, "TH", () => sheet.draw(title, { x: sheet.left, baseline, size: SIZE, style: "strong" }));
    sheet.tag(row, "TD", () =>
      sheet.draw(net, { x: sheet.right, baseline, size: SIZE, style: "strong", align: "right" }),
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
  const texts = [
    ...wrapText(line.description, "body", SIZE, columns.description).map((text) => ({ text, colour: INK })),
    ...discount,
  ];
  const parts = Array.from({ length: Math.ceil(texts.length / MOST_LINES) }, (_, index) =>
    texts.slice(index * MOST_LINES, (index + 1) * MOST_LINES),
  );
  return parts.map((part, index) => {
    const first = index === 0;
    const ends = index === parts.length - 1;
    const height = part.length * LEADING + PADDING;
    const paint = (row: PdfElement, top: number) => {
      const baseline = top + PADDING / 2 + 9.8;
      sheet.tag(row, "TD", () => {
        part.forEach(({ text, colour }, at) =>
          sheet.draw(text, { x: sheet.left, baseline: baseline + at * LEADING, size: SIZE, style: "body", colour }),
        );
      });
      if (first) {
        cell(sheet, row, formatQuantity(line.quantity, line.unit), columns.quantity, baseline);
        cell(sheet, row, amount(line.unitPriceMinor), columns.unit, baseline);
        cell(sheet, row, formatRate(line.taxRateBp), columns.tax, baseline, INK_2);
        cell(sheet, row, amount(line.netMinor), columns.net, baseline);
      }
      if (ends) sheet.rule(sheet.left, sheet.right, top + height, last ? INK : HAIRLINE, last ? 1 : 0.75);
    };
    return { height, keep: 0, paint };
  });
};

const collectRows = (sheet: Sheet, columns: Columns, invoice: InvoiceDocument, totalsHeight: number): Row[] => {
  const rows: Row[] = [];
  for (const { title, lines, netMinor } of invoice.packages) {
    const own = lines.flatMap((line, index) => lineRows(sheet, columns, invoice, line, index === lines.length - 1));
    if (title !== null) {
      const heading = titleRow(sheet, title, formatMoney(netMinor, invoice.branch.currency, invoice.locale));
      rows.push({ ...heading, keep: own[0]?.height ?? 0 });
    }
    rows.push(...own);
  }
  const last = rows.at(-1);
  if (last) last.keep = totalsHeight;
  const beforeLast = rows.at(-2);
  if (beforeLast && last && beforeLast.keep > 0) beforeLast.keep = last.height + totalsHeight;
  return rows;
};

const HEAD_HEIGHT = 20;
const HEAD_SIZE = 8.7;

const drawTableHead = (
  sheet: Sheet,
  columns: Columns,
  { branch, locale }: InvoiceDocument,
  table: PdfElement | null,
): void => {
  const baseline = sheet.y + 10;
  const unit = branch.taxMode === "INCLUSIVE" ? "Unit with tax" : "Unit";
  const taxRoom = columns.tax - columns.unit - 4;
  const tax = widthOf(branch.taxName, "strong", HEAD_SIZE) <= taxRoom ? branch.taxName : "Tax";
  const heads = [
    { text: "Description", x: sheet.left, align: "left" },
    { text: "Qty", x: columns.quantity, align: "right" },
    { text: unit, x: columns.unit, align: "right" },
    { text: tax, x: columns.tax, align: "right" },
    { text: "Net", x: columns.net, align: "right" },
  ] as const;
  const paint = (index: number) => {
    const head = heads[index];
    if (head)
      sheet.draw(head.text, {
        x: head.x,
        baseline,
        size: HEAD_SIZE,
        style: "strong",
        colour: INK_3,
        align: head.align,
      });
  };
  if (table === null) sheet.artifact("Pagination", () => heads.forEach((_, index) => paint(index)));
  else {
    const row = sheet.doc.struct("TR");
    table.add(row);
    const columnHead = { lang: locale, scope: "Column" };
    heads.forEach((_, index) => row.add(sheet.doc.struct("TH", columnHead, () => paint(index))));
    row.end();
  }
  sheet.y += HEAD_HEIGHT;
  sheet.rule(sheet.left, sheet.right, sheet.y, INK, 1);
};

/**
 * The lines by package. Heads repeat on each page, a title stays with its first line, and the last line stays
 * with the totals (`totalsHeight`, in points, is what they will need).
 */
export const drawLines = (sheet: Sheet, invoice: InvoiceDocument, totalsHeight: number): void => {
  const columns = columnsOf(sheet);
  const table = sheet.doc.struct("Table");
  sheet.root.add(table);
  sheet.y += 22;
  drawTableHead(sheet, columns, invoice, table);
  for (const { height, keep, paint } of collectRows(sheet, columns, invoice, totalsHeight)) {
    if (sheet.y + height + keep > sheet.bottom) {
      sheet.turnPage();
      drawTableHead(sheet, columns, invoice, null);
    }
    const row = sheet.doc.struct("TR");
    table.add(row);
    paint(row, sheet.y);
    row.end();
    sheet.y += height;
  }
  table.end();
};
