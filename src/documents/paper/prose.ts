import { wrapText } from "../pdf/shape.ts";
import { INK_2, type Sheet } from "./sheet.ts";

export const LINE = 13.5;
const INSET = 13;
const TITLE = 14;
const ABOVE = 22;

/** Lines one after another, over as many pages as they need. */
export const drawParagraph = (sheet: Sheet, lines: readonly string[]): void => {
  for (const line of lines) {
    sheet.keep(LINE);
    sheet.tag(sheet.root, "P", () =>
      sheet.draw(line, { x: sheet.left, baseline: sheet.y + 10, size: 9.5, style: "body", colour: INK_2 }),
    );
    sheet.y += LINE;
  }
};

/** What stands in a frame beside its text, at its right edge: a square of `size` points. */
export type Beside = { size: number; draw: (x: number, y: number) => void };
/** A line that leads somewhere, above the text. */
export type Lead = (at: { x: number; baseline: number }) => void;

export type Frame = { title: string; texts: readonly string[]; lead?: Lead; beside?: Beside };

const measured = (sheet: Sheet, { texts, lead, beside }: Frame) => {
  const room = sheet.right - sheet.left - INSET * 2 - (beside === undefined ? 0 : beside.size + INSET);
  const lines = texts.flatMap((text) => wrapText(text, "body", 9.5, room));
  const from = lead === undefined ? 0 : 1;
  return { lines, from, height: INSET * 2 + Math.max(TITLE + (lines.length + from) * LINE, beside?.size ?? 0) };
};

/** Points that a frame takes, with the white above it. */
export const frameHeight = (sheet: Sheet, frame: Frame): number => ABOVE + measured(sheet, frame).height;

/** A title and paragraphs in a frame that is never cut. */
export const drawFrame = (sheet: Sheet, frame: Frame): void => {
  const { title, lead, beside } = frame;
  const { lines, from, height } = measured(sheet, frame);
  sheet.y += ABOVE;
  sheet.keep(height);
  const top = sheet.y;
  const x = sheet.left + INSET;
  const baselineOf = (index: number) => top + INSET + 25 + index * LINE;
  sheet.artifact("Layout", () => {
    sheet.doc.roundedRect(sheet.left, top, sheet.right - sheet.left, height, 5);
    sheet.doc.addContent("0.776 0.776 0.749 RG 0.75 w S");
  });
  sheet.tag(sheet.root, "P", () => sheet.draw(title, { x, baseline: top + INSET + 9, size: 10.5, style: "strong" }));
  lead?.({ x, baseline: baselineOf(0) });
  if (lines.length > 0)
    sheet.tag(sheet.root, "P", () => {
      lines.forEach((line, index) =>
        sheet.draw(line, { x, baseline: baselineOf(index + from), size: 9.5, style: "body", colour: INK_2 }),
      );
    });
  beside?.draw(sheet.right - INSET - beside.size, top + INSET);
  sheet.y += height;
};
