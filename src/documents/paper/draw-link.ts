import { encode } from "uqr";
import type { PdfElement } from "../pdf/pdf-document.ts";
import { widthOf } from "../pdf/shape.ts";
import { INK, LINK, type Sheet } from "./sheet.ts";

const point = (value: number) => String(Math.round(value * 100) / 100);

type Place = { x: number; y: number; width: number; height: number };

/** What `paint` draws, as one element that a click and a screen reader's key open. */
const linked = (sheet: Sheet, href: string, { x, y, width, height }: Place, tag: PdfElement): void => {
  const link = sheet.doc.struct("Link");
  sheet.root.add(link);
  link.add(tag);
  const options = { Border: [0, 0, 0], structParent: link };
  sheet.doc.link(x, y, width, height, href, options);
  link.end();
};

/** Words that open an address: underlined, for not everybody sees the colour. */
export const drawLink = (
  sheet: Sheet,
  text: string,
  href: string,
  { x, baseline, size }: { x: number; baseline: number; size: number },
): void => {
  const width = widthOf(text, "strong", size);
  const words = sheet.doc.struct("Span", {}, () => {
    sheet.draw(text, { x, baseline, size, style: "strong", colour: LINK });
    const under = point(baseline + 1.8);
    sheet.doc.addContent(`${LINK} RG 0.6 w ${point(x)} ${under} m ${point(x + width)} ${under} l S`);
  });
  linked(sheet, href, { x, y: baseline - size, width, height: size + 4 }, words);
};

/**
 * A QR code (ISO/IEC 18004) of an address, as vectors and as a link: a square of `size` points whose modules are drawn
 * as runs, so that no printer shows seams between them. Whoever calls leaves four modules of white around it.
 */
export const drawQrCode = (
  sheet: Sheet,
  href: string,
  alt: string,
  { x, y, size }: { x: number; y: number; size: number },
): void => {
  // M bears the fold and the thumb that paper gets, and keeps the modules of a long address large.
  const { data, size: modules } = encode(href, { ecc: "M", border: 0 });
  const module = size / modules;
  const runs = data.flatMap((row, down) => runsOf(row).map((run) => ({ ...run, down })));
  const squares = runs.map(({ from, length, down }) =>
    [x + from * module, y + down * module, length * module, module].map(point).join(" "),
  );
  const figure = sheet.doc.struct("Figure", { alt }, () => {
    sheet.doc.addContent(`${INK} rg ${squares.map((square) => `${square} re`).join(" ")} f`);
  });
  linked(sheet, href, { x, y, width: size, height: size }, figure);
};

const runsOf = (row: readonly boolean[]): { from: number; length: number }[] => {
  const runs: { from: number; length: number }[] = [];
  row.forEach((dark, at) => {
    const last = runs.at(-1);
    if (!dark) return;
    if (last && last.from + last.length === at) last.length += 1;
    else runs.push({ from: at, length: 1 });
  });
  return runs;
};
