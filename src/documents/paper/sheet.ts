import PDFDocument from "pdfkit";
import { MM, type PdfDocument, type PdfElement } from "../pdf/pdf-document.ts";
import { createTextLayer, type TextLayer } from "../pdf/text-layer.ts";
import type { Paper, PaperWord } from "./paper.ts";

export const INK = "0.094 0.106 0.102";
export const INK_2 = "0.278 0.298 0.286";
export const INK_3 = "0.384 0.404 0.388";
export const HAIRLINE = "0.82 0.82 0.80";
/** Of what can be clicked. */
export const LINK = "0.043 0.353 0.408";

/** A document being drawn: where the pen is, and how to write, rule, tag and turn the page. */
export type Sheet = {
  doc: PdfDocument;
  root: PdfElement;
  draw: TextLayer["draw"];
  left: number;
  right: number;
  top: number;
  /** The lowest point that the body may reach; the foot is below. */
  bottom: number;
  /** The pen, from the page's top, in points. */
  y: number;
  rule: (x1: number, x2: number, y: number, colour?: string, width?: number) => void;
  /** Adds a tagged piece to a parent: what `paint` draws is read out as one element. */
  tag: (parent: PdfElement, type: string, paint: () => void) => void;
  /** Draws what a screen reader leaves out: rules, frames, repeated heads, the foot. */
  artifact: (type: "Layout" | "Pagination", paint: () => void) => void;
  turnPage: () => void;
  /** Turns the page when less than `height` is left. */
  keep: (height: number) => void;
  /** Ends the drawing; the bytes of the whole file. */
  finish: () => Promise<Uint8Array>;
};

const MARGIN = 15 * MM;
const FOOT = 15 * MM;

const collect = (doc: PdfDocument): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    doc.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });

const midday = (isoDate: string) => new Date(`${isoDate}T12:00:00Z`);

export const openSheet = (paper: Paper, word: PaperWord): Sheet => {
  const { tenant, branch, number } = paper;
  // The dates come from the paper, not from the clock, and pdfkit derives the file's id from them:
  // the same paper gives the same bytes.
  const issued = midday(paper.issuedOn);
  const doc = new PDFDocument({
    size: branch.paper,
    margin: 0,
    // No default font: pdfkit would load Helvetica for each document, and nothing is drawn with it.
    font: "",
    bufferPages: true,
    pdfVersion: "1.7",
    tagged: true,
    lang: paper.locale,
    displayTitle: true,
    info: {
      Title: `${word} ${number}, ${tenant.name}`,
      Author: tenant.legalName,
      Creator: "Pitlane",
      Producer: "Pitlane",
      CreationDate: issued,
      ModDate: issued,
    },
  });
  const finished = collect(doc);
  const text = createTextLayer(doc);
  const root = doc.struct("Document");
  doc.addStructure(root);

  const sheet: Sheet = {
    doc,
    root,
    draw: text.draw,
    left: MARGIN,
    right: doc.page.width - MARGIN,
    top: MARGIN,
    bottom: doc.page.height - MARGIN - FOOT,
    y: MARGIN,
    rule: (x1, x2, y, colour = HAIRLINE, width = 0.75) => {
      sheet.artifact("Layout", () =>
        doc.addContent(
          `${colour} RG ${width} w ${x1.toFixed(2)} ${y.toFixed(2)} m ${x2.toFixed(2)} ${y.toFixed(2)} l S`,
        ),
      );
    },
    tag: (parent, type, paint) => {
      parent.add(doc.struct(type, {}, paint));
    },
    artifact: (type, paint) => {
      doc.markContent("Artifact", { type });
      paint();
      doc.endMarkedContent();
    },
    turnPage: () => {
      doc.addPage();
      sheet.y = MARGIN;
    },
    keep: (height) => {
      if (sheet.y + height > sheet.bottom) sheet.turnPage();
    },
    finish: () => {
      root.end();
      text.finish();
      doc.end();
      return finished;
    },
  };
  return sheet;
};
