import { deflateSync } from "node:zlib";
import type { Face } from "../fonts/face.ts";
import { buildSfnt, joinGlyphs } from "../fonts/sfnt.ts";
import type { PdfDocument, PdfReference } from "./pdf-document.ts";

/** A face as one document uses it: glyphs get numbers in the order of their first use, so bytes repeat. */
export type EmbeddedFace = {
  /** The name that the content stream uses. */
  resource: string;
  reference: PdfReference;
  /** The glyph's number in the document, as four hexadecimal digits. */
  code: (glyphId: number, codePoints: readonly number[]) => string;
  /** Writes the font; call it once, after all text is drawn. */
  finish: () => void;
};

const hex4 = (value: number) => value.toString(16).padStart(4, "0");
const utf16 = (codePoint: number) =>
  [...String.fromCodePoint(codePoint)]
    .flatMap((c) => Array.from({ length: c.length }, (_, i) => hex4(c.charCodeAt(i))))
    .join("");

const table = (length: number, write: (view: DataView) => void): Uint8Array => {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
};

// zlib's default window is set up anew for each stream and is far larger than these few kilobytes.
const deflate = (bytes: Uint8Array) => deflateSync(bytes, { windowBits: 13, memLevel: 6 });

const subsetFile = (face: Face, glyphIds: readonly number[]): Uint8Array => {
  const outlines = glyphIds.map((id) => face.outline(id));
  const { glyf, loca } = joinGlyphs(outlines.map((outline) => outline.bytes));
  const toUnits = face.unitsPerEm / 1000;
  const [minX = 0, minY = 0, maxX = 0, maxY = 0] = face.metrics.bbox.map((value) => Math.round(value * toUnits));
  const head = table(54, (view) => {
    view.setUint32(0, 0x00010000);
    view.setUint32(4, 0x00010000);
    view.setUint32(12, 0x5f0f3cf5);
    view.setUint16(16, 0b11);
    view.setUint16(18, face.unitsPerEm);
    [minX, minY, maxX, maxY].forEach((value, index) => view.setInt16(36 + index * 2, value));
    view.setUint16(46, 8);
    view.setInt16(48, 2);
    view.setInt16(50, 1);
  });
  const hhea = table(36, (view) => {
    view.setUint32(0, 0x00010000);
    view.setInt16(4, Math.round(face.metrics.ascent * toUnits));
    view.setInt16(6, Math.round(face.metrics.descent * toUnits));
    view.setUint16(10, Math.max(...outlines.map((outline) => outline.advance)));
    view.setInt16(18, 1);
    view.setUint16(34, outlines.length);
  });
  const maxp = table(32, (view) => {
    view.setUint32(0, 0x00010000);
    view.setUint16(4, outlines.length);
    // The largest simple glyph of Archivo and Noto Sans stays far below both limits.
    view.setUint16(6, 2000);
    view.setUint16(8, 100);
    view.setUint16(14, 2);
  });
  const hmtx = table(outlines.length * 4, (view) => {
    outlines.forEach((outline, index) => {
      view.setUint16(index * 4, outline.advance);
      view.setInt16(index * 4 + 2, outline.left);
    });
  });
  return buildSfnt(
    new Map([
      ["head", head],
      ["hhea", hhea],
      ["maxp", maxp],
      ["hmtx", hmtx],
      ["loca", loca],
      ["glyf", glyf],
    ]),
  );
};

const toUnicode = (codePoints: readonly (readonly number[])[]): string => {
  const lines: string[] = [];
  for (let start = 0; start < codePoints.length; start += 100) {
    const part = codePoints.slice(start, start + 100);
    const rows = part.map((points, index) => `<${hex4(start + index)}> <${points.map(utf16).join("") || "0000"}>`);
    lines.push(`${part.length} beginbfchar\n${rows.join("\n")}\nendbfchar`);
  }
  return [
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap",
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def",
    "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange",
    ...lines,
    "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend",
  ].join("\n");
};

/** PDF 1.7 §9.7: a composite font over a TrueType subset. `order` is the face's place in the document, from 0. */
export const embedFace = (doc: PdfDocument, face: Face, order: number): EmbeddedFace => {
  const reference = doc.ref({});
  const glyphIds: number[] = [0];
  const unicode: (readonly number[])[] = [[]];
  const codes = new Map<string | number, string>();
  const tag = `PITL${String.fromCharCode(65 + Math.floor(order / 26), 65 + (order % 26))}`;

  return {
    resource: `T${order}`,
    reference,
    code: (glyphId, codePoints) => {
      // Two letters can share one outline (and a missing one is always outline 0): each keeps its own text.
      const [only] = codePoints;
      const key =
        codePoints.length === 1 && only !== undefined ? glyphId * 0x110000 + only : `${glyphId}:${codePoints.join()}`;
      const known = codes.get(key);
      if (known) return known;
      const code = hex4(glyphIds.length);
      glyphIds.push(glyphId);
      unicode.push(codePoints);
      codes.set(key, code);
      return code;
    },
    finish: () => {
      const name = `${tag}+${face.name}`;
      const file = doc.ref({ Filter: "FlateDecode" });
      file.end(deflate(subsetFile(face, glyphIds)));
      const map = doc.ref({ Filter: "FlateDecode" });
      map.end(deflate(Buffer.from(toUnicode(unicode), "latin1")));
      const { ascent, descent, capHeight, xHeight, italicAngle, bbox } = face.metrics;
      const descriptor = doc.ref({
        Type: "FontDescriptor",
        FontName: name,
        Flags: 4,
        FontBBox: bbox,
        ItalicAngle: italicAngle,
        Ascent: ascent,
        Descent: descent,
        CapHeight: capHeight,
        XHeight: xHeight,
        StemV: 80,
        FontFile2: file,
      });
      descriptor.end(undefined);
      const widths = glyphIds.map((id) => Math.round((face.outline(id).advance * 1000) / face.unitsPerEm));
      const descendant = doc.ref({
        Type: "Font",
        Subtype: "CIDFontType2",
        BaseFont: name,
        // String objects are written as PDF strings, plain ones as names.
        CIDSystemInfo: { Registry: new String("Adobe"), Ordering: new String("Identity"), Supplement: 0 },
        FontDescriptor: descriptor,
        W: [0, widths],
        CIDToGIDMap: "Identity",
      });
      descendant.end(undefined);
      Object.assign(reference.data, {
        Type: "Font",
        Subtype: "Type0",
        BaseFont: name,
        Encoding: "Identity-H",
        DescendantFonts: [descendant],
        ToUnicode: map,
      });
      reference.end(undefined);
    },
  };
};
