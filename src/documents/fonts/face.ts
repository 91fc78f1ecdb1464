import type { Font, PathCommand } from "fontkit";
import { encodeSimpleGlyph, type OutlinePoint } from "./sfnt.ts";

/** A glyph placed by a face: `advance` and `kern` (to the glyph after it) in thousandths of the font size. */
export type ShapedGlyph = { id: number; advance: number; kern: number; xOffset: number; codePoints: readonly number[] };

/**
 * One font at one weight and width. Shaping and outlines are kept for the life of the thread: they are what
 * costs in a document, and they never change.
 */
export type Face = {
  name: string;
  metrics: { ascent: number; descent: number; capHeight: number; xHeight: number; italicAngle: number; bbox: number[] };
  unitsPerEm: number;
  has: (codePoint: number) => boolean;
  shape: (text: string) => readonly ShapedGlyph[];
  outline: (glyphId: number) => { bytes: Uint8Array; advance: number; left: number };
};

const KEPT_RUNS = 4000;
// Latin, Greek and Cyrillic need no shaping beyond pairs; combining marks and other scripts do.
const NEEDS_SHAPING = /[^\u0020-\u024f\u0370-\u052f\u1e00-\u1fff\u2010-\u205e\u20a0-\u20bf\u2116\u2122\u2212]/u;

const toPoints = (commands: readonly PathCommand[]): OutlinePoint[] => {
  const points: OutlinePoint[] = [];
  const add = (x = 0, y = 0, onCurve: boolean) =>
    points.push({ x: Math.round(x), y: Math.round(y), onCurve, last: false });
  let start = 0;
  for (const { command, args } of commands) {
    if (command === "moveTo") start = points.length;
    if (command === "moveTo" || command === "lineTo") add(args[0], args[1], true);
    else if (command === "quadraticCurveTo") {
      add(args[0], args[1], false);
      add(args[2], args[3], true);
    } else if (command === "closePath") {
      const first = points[start];
      const last = points.at(-1);
      // A contour closes by itself; repeating its first point would only cost bytes.
      if (first && last && points.length - start > 1 && last.onCurve && last.x === first.x && last.y === first.y)
        points.pop();
      const closing = points.at(-1);
      if (closing) closing.last = true;
    } else throw new Error(`Outline command ${command} is not TrueType.`);
  }
  return points;
};

export const createFace = (font: Font, name: string): Face => {
  const scale = 1000 / font.unitsPerEm;
  const features = { tnum: true, liga: false };
  const runs = new Map<string, readonly ShapedGlyph[]>();
  const singles = new Map<string, ShapedGlyph>();
  const pairs = new Map<string, number>();
  const outlines = new Map<number, ReturnType<Face["outline"]>>();

  // fontkit keeps a glyph with the letters of its first use, so what it says of them depends on what was drawn before.
  // The letters come from the text instead; only where shaping joined some do we take fontkit's word.
  const layout = (text: string): ShapedGlyph[] => {
    const run = font.layout(text, features);
    const letters = Array.from(text, (letter) => [letter.codePointAt(0) ?? 0]);
    return run.glyphs.map((glyph, index) => {
      const position = run.positions[index];
      const natural = Math.round(glyph.advanceWidth * scale);
      return {
        id: glyph.id,
        advance: natural,
        kern: (position?.xAdvance ?? glyph.advanceWidth) * scale - natural,
        xOffset: (position?.xOffset ?? 0) * scale,
        codePoints: (run.glyphs.length === letters.length ? letters[index] : undefined) ?? glyph.codePoints,
      };
    });
  };
  const single = (character: string): ShapedGlyph => {
    const known = singles.get(character);
    if (known) return known;
    const [glyph] = layout(character);
    if (!glyph) throw new Error(`${name} gave no glyph for ${character}.`);
    singles.set(character, glyph);
    return glyph;
  };
  const pairKern = (left: string, right: string): number => {
    const key = left + right;
    const known = pairs.get(key);
    if (known !== undefined) return known;
    const kern = layout(key)[0]?.kern ?? 0;
    pairs.set(key, kern);
    return kern;
  };
  const shapeSimple = (text: string): ShapedGlyph[] => {
    const characters = [...text];
    return characters.map((character, index) => {
      const next = characters[index + 1];
      const glyph = single(character);
      return next === undefined ? glyph : { ...glyph, kern: pairKern(character, next) };
    });
  };

  return {
    name,
    unitsPerEm: font.unitsPerEm,
    metrics: {
      ascent: font.ascent * scale,
      descent: font.descent * scale,
      capHeight: font.capHeight * scale,
      xHeight: font.xHeight * scale,
      italicAngle: font.italicAngle,
      bbox: [font.bbox.minX, font.bbox.minY, font.bbox.maxX, font.bbox.maxY].map((value) => value * scale),
    },
    has: (codePoint) => font.hasGlyphForCodePoint(codePoint),
    shape: (text) => {
      const known = runs.get(text);
      if (known) return known;
      const shaped = NEEDS_SHAPING.test(text) ? layout(text) : shapeSimple(text);
      if (runs.size >= KEPT_RUNS) runs.clear();
      runs.set(text, shaped);
      return shaped;
    },
    outline: (glyphId) => {
      const known = outlines.get(glyphId);
      if (known) return known;
      const glyph = font.getGlyph(glyphId);
      const points = toPoints(glyph.path.commands);
      const left = points.length === 0 ? 0 : Math.min(...points.map((point) => point.x));
      const outline = { bytes: encodeSimpleGlyph(points), advance: Math.round(glyph.advanceWidth), left };
      outlines.set(glyphId, outline);
      return outline;
    },
  };
};
