import type { Face } from "../fonts/face.ts";
import type { TextStyle } from "../fonts/faces.ts";
import { type EmbeddedFace, embedFace } from "./font-embed.ts";
import type { PdfDocument } from "./pdf-document.ts";
import { type ShapedRun, shapeText, widthOf } from "./shape.ts";

export type DrawnText = {
  /** Left edge, or the right one with `align: "right"`, or the middle; points from the page's top left. */
  x: number;
  baseline: number;
  size: number;
  style: TextStyle;
  /** Red, green and blue from 0 to 1, as the content stream writes them. */
  colour?: string;
  align?: "left" | "right" | "center";
  /** Extra space after each letter, in em. */
  tracking?: number;
};

const BLACK = "0.094 0.106 0.102";
const number = (value: number) => String(Math.round(value * 1000) / 1000);

/**
 * Draws text by writing the operators itself. pdfkit's own text() shapes each word anew and cannot change the
 * font inside a line, and a name like "Łukasz Ελένη" needs three.
 */
export const createTextLayer = (doc: PdfDocument) => {
  const embedded = new Map<Face, EmbeddedFace>();

  const use = (face: Face): EmbeddedFace => {
    const known = embedded.get(face);
    const font = known ?? embedFace(doc, face, embedded.size);
    if (!known) embedded.set(face, font);
    doc.page.fonts[font.resource] = font.reference;
    return font;
  };

  const operators = ({ face, glyphs }: ShapedRun, size: number): string => {
    const font = use(face);
    let codes = "";
    let parts = "";
    const shift = (amount: number) => {
      if (amount === 0) return;
      parts += codes === "" ? number(-amount) : `<${codes}>${number(-amount)}`;
      codes = "";
    };
    for (const glyph of glyphs) {
      shift(glyph.xOffset);
      codes += font.code(glyph.id, glyph.codePoints);
      shift(glyph.kern - glyph.xOffset);
    }
    return `/${font.resource} ${number(size)} Tf [${parts}${codes === "" ? "" : `<${codes}>`}] TJ`;
  };

  return {
    draw: (
      text: string,
      { x, baseline, size, style, colour = BLACK, align = "left", tracking = 0 }: DrawnText,
    ): void => {
      if (text === "") return;
      const width = align === "left" ? 0 : widthOf(text, style, size, tracking);
      const left = align === "right" ? x - width : align === "center" ? x - width / 2 : x;
      const spacing = tracking === 0 ? "" : `${number(tracking * size)} Tc `;
      const reset = tracking === 0 ? "" : " 0 Tc";
      const runs = shapeText(text, style).runs.map((run) => operators(run, size));
      // pdfkit turns the page upside down so that y grows downwards: the text matrix turns the letters back.
      doc.addContent(
        `BT ${colour} rg ${spacing}1 0 0 -1 ${number(left)} ${number(baseline)} Tm ${runs.join(" ")}${reset} ET`,
      );
    },
    finish: (): void => {
      for (const font of embedded.values()) font.finish();
    },
  };
};
export type TextLayer = ReturnType<typeof createTextLayer>;
