import type { Face, ShapedGlyph } from "../fonts/face.ts";
import { splitByFace, type TextStyle } from "../fonts/faces.ts";

export type ShapedRun = { face: Face; glyphs: readonly ShapedGlyph[] };
/** A line ready to draw; `width` in thousandths of the font size. */
export type ShapedText = { runs: readonly ShapedRun[]; width: number; glyphCount: number };

const KEPT_TEXTS = 8000;
const shaped = new Map<string, ShapedText>();

/** Chooses faces and places glyphs. Kept per thread: garages repeat their words, and shaping is what costs. */
export const shapeText = (text: string, style: TextStyle): ShapedText => {
  const key = `${style}${text}`;
  const known = shaped.get(key);
  if (known) return known;
  const runs = splitByFace(text, style).map((run) => ({ face: run.face, glyphs: run.face.shape(run.text) }));
  let width = 0;
  let glyphCount = 0;
  for (const run of runs) {
    for (const glyph of run.glyphs) width += glyph.advance + glyph.kern;
    glyphCount += run.glyphs.length;
  }
  const result = { runs, width, glyphCount };
  if (shaped.size >= KEPT_TEXTS) shaped.clear();
  shaped.set(key, result);
  return result;
};

/** Width in points at a font size in points; tracking in em. */
export const widthOf = (text: string, style: TextStyle, size: number, tracking = 0): number => {
  const line = shapeText(text, style);
  return (line.width / 1000 + line.glyphCount * tracking) * size;
};

const cutWord = (word: string, style: TextStyle, size: number, width: number): string[] => {
  const pieces: string[] = [];
  let piece = "";
  for (const character of word) {
    if (piece !== "" && widthOf(piece + character, style, size) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece];
};

/** Breaks a text into lines at spaces and after hyphens and slashes; a word wider than the column is cut. */
export const wrapText = (text: string, style: TextStyle, size: number, width: number): string[] => {
  const clean = text.replace(/[\t\r ]+/g, " ");
  if (!clean.includes("\n") && widthOf(clean, style, size) <= width) return [clean];
  const lines: string[] = [];
  for (const paragraph of clean.split("\n")) {
    let line = "";
    for (const word of paragraph.match(/[^ \-/]+[-/]?|[-/]| /g) ?? []) {
      if (widthOf((line + word).trimEnd(), style, size) <= width) {
        line += word;
        continue;
      }
      if (line.trim() !== "") lines.push(line.trim());
      const pieces = cutWord(word.trim(), style, size, width);
      lines.push(...pieces.slice(0, -1));
      line = pieces.at(-1) ?? "";
    }
    lines.push(line.trim());
  }
  return lines;
};
