import type { PdfElement } from "../pdf/pdf-document.ts";
import { wrapText } from "../pdf/shape.ts";
import { HAIRLINE, INK, INK_3, type Sheet } from "./sheet.ts";

export const CELL_SIZE = 9.5;
const LEADING = 13;
const PADDING = 8.5;
/** A description longer than this is continued in a row of its own, so that every row fits on a page. */
const MOST_LINES = 24;
const HEAD_HEIGHT = 20;
export const HEAD_SIZE = 8.7;

/** `keep` is how much must follow on the same page: a title holds its first line, the last line holds the total. */
export type Row = { height: number; keep: number; paint: (row: PdfElement, top: number) => void };
export type Head = { text: string; x: number; align: "left" | "right" };
/** `x` is the right edge of a figure. */
export type Cell = { text: string; x: number; colour?: string };

/** What stands before the text, from the left edge to the text less a gap: a few words that are never cut by a page. */
export type Lead = { text: string; width: number; gap: number };

type TextRow = { lead?: Lead; texts: Omit<Cell, "x">[]; width: number; cells: Cell[]; last: boolean };

/** A line of text beside its figures; a long one goes on in rows of its own. */
export const textRows = (sheet: Sheet, { lead, texts, width, cells, last }: TextRow): Row[] => {
  const x = sheet.left + (lead === undefined ? 0 : lead.width + lead.gap);
  const before = lead === undefined ? [] : wrapText(lead.text, "body", CELL_SIZE, lead.width);
  const lines = texts.flatMap(({ text, colour }) =>
    wrapText(text, "body", CELL_SIZE, width).map((each) => ({ text: each, colour })),
  );
  const parts = Array.from({ length: Math.ceil(lines.length / MOST_LINES) }, (_, index) =>
    lines.slice(index * MOST_LINES, (index + 1) * MOST_LINES),
  );
  return parts.map((part, index) => {
    const ends = index === parts.length - 1;
    const height = Math.max(part.length, index === 0 ? before.length : 0) * LEADING + PADDING;
    const paint = (row: PdfElement, top: number) => {
      const baseline = top + PADDING / 2 + 9.8;
      if (lead !== undefined)
        sheet.tag(row, "TD", () => {
          if (index === 0)
            before.forEach((text, at) =>
              sheet.draw(text, { x: sheet.left, baseline: baseline + at * LEADING, size: CELL_SIZE, style: "body" }),
            );
        });
      sheet.tag(row, "TD", () => {
        part.forEach(({ text, colour }, at) =>
          sheet.draw(text, {
            x,
            baseline: baseline + at * LEADING,
            size: CELL_SIZE,
            style: "body",
            colour: colour ?? INK,
          }),
        );
      });
      if (index === 0)
        for (const { text, x, colour } of cells)
          sheet.tag(row, "TD", () =>
            sheet.draw(text, { x, baseline, size: CELL_SIZE, style: "body", colour: colour ?? INK, align: "right" }),
          );
      if (ends) sheet.rule(sheet.left, sheet.right, top + height, last ? INK : HAIRLINE, last ? 1 : 0.75);
    };
    return { height, keep: 0, paint };
  });
};

/** Holds the last row to what follows the table (`height`, in points), and a title before it to both. */
export const keepWith = (rows: Row[], height: number): Row[] => {
  const last = rows.at(-1);
  if (last) last.keep = height;
  const beforeLast = rows.at(-2);
  if (beforeLast && last && beforeLast.keep > 0) beforeLast.keep = last.height + height;
  return rows;
};

const drawHead = (sheet: Sheet, heads: readonly Head[], locale: string, table: PdfElement | null): void => {
  const baseline = sheet.y + 10;
  const paint = ({ text, x, align }: Head) =>
    sheet.draw(text, { x, baseline, size: HEAD_SIZE, style: "strong", colour: INK_3, align });
  if (table === null) sheet.artifact("Pagination", () => heads.forEach(paint));
  else {
    const row = sheet.doc.struct("TR");
    table.add(row);
    const columnHead = { lang: locale, scope: "Column" };
    for (const head of heads) row.add(sheet.doc.struct("TH", columnHead, () => paint(head)));
    row.end();
  }
  sheet.y += HEAD_HEIGHT;
  sheet.rule(sheet.left, sheet.right, sheet.y, INK, 1);
};

/** Rows under their heads, which repeat on each page. */
export const drawTable = (sheet: Sheet, heads: readonly Head[], rows: readonly Row[], locale: string): void => {
  const table = sheet.doc.struct("Table");
  sheet.root.add(table);
  sheet.y += 22;
  drawHead(sheet, heads, locale, table);
  for (const { height, keep, paint } of rows) {
    if (sheet.y + height + keep > sheet.bottom) {
      sheet.turnPage();
      drawHead(sheet, heads, locale, null);
    }
    const row = sheet.doc.struct("TR");
    table.add(row);
    paint(row, sheet.y);
    row.end();
    sheet.y += height;
  }
  table.end();
};
