import { brotliDecompressSync } from "node:zlib";
import { type ByteReader, byteReader } from "./byte-reader.ts";
import { buildSfnt, encodeSimpleGlyph, joinGlyphs, type OutlinePoint } from "./sfnt.ts";

// fontkit reads WOFF2 but does not vary its outlines, so a variable WOFF2 is turned into plain TrueType first.
// Source of the format: W3C WOFF File Format 2.0, §4 and §5. Hinting is dropped: a PDF does not use it.

// §4.1: the tags that have a number, in the order of the numbers.
const KNOWN_TAGS = [
  "cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT",
  "CBLC COLR CPAL SVG_ sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill",
].flatMap((row) => row.split(" ").map((tag) => tag.replace("_", " ")));
const HINTING = new Set(["cvt ", "fpgm", "prep", "cvar"]);

type Entry = { tag: string; length: number; transformed: boolean };

const readEntry = (reader: ByteReader): Entry => {
  const flags = reader.u8();
  const known = KNOWN_TAGS[flags & 0x3f];
  const tag = known ?? String.fromCharCode(...reader.take(4));
  const version = flags >>> 6;
  const length = reader.base128();
  const transformed = tag === "glyf" || tag === "loca" ? version === 0 : version !== 0;
  return { tag, length: transformed ? reader.base128() : length, transformed };
};

const signed = (flag: number, value: number) => ((flag & 1) === 1 ? value : -value);

/** One point's movement, §5.2: the flag says how many bytes follow and how they are packed. */
const readTriplet = (flag: number, reader: ByteReader): [number, number] => {
  if (flag < 10) return [0, signed(flag, ((flag & 14) << 7) + reader.u8())];
  if (flag < 20) return [signed(flag, (((flag - 10) & 14) << 7) + reader.u8()), 0];
  if (flag < 84) {
    const base = flag - 20;
    const byte = reader.u8();
    return [signed(flag, 1 + (base & 0x30) + (byte >> 4)), signed(flag >> 1, 1 + ((base & 0x0c) << 2) + (byte & 0x0f))];
  }
  if (flag < 120) {
    const base = flag - 84;
    const x = 1 + (Math.floor(base / 12) << 8) + reader.u8();
    const y = 1 + (((base % 12) >> 2) << 8) + reader.u8();
    return [signed(flag, x), signed(flag >> 1, y)];
  }
  if (flag < 124) {
    const [a, b, c] = [reader.u8(), reader.u8(), reader.u8()];
    return [signed(flag, (a << 4) + (b >> 4)), signed(flag >> 1, ((b & 0x0f) << 8) + c)];
  }
  return [signed(flag, reader.u16()), signed(flag >> 1, reader.u16())];
};

const readComposite = (composites: ByteReader, bbox: Uint8Array): { bytes: Uint8Array; hinted: boolean } => {
  const parts: number[] = [0xff, 0xff, ...bbox];
  let hinted = false;
  for (let more = true; more; ) {
    const flags = composites.u16();
    const size = 2 + (flags & 0x1 ? 4 : 2) + (flags & 0x8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0);
    const kept = flags & ~0x100;
    parts.push(kept >> 8, kept & 0xff, ...composites.take(size));
    hinted ||= (flags & 0x100) !== 0;
    more = (flags & 0x20) !== 0;
  }
  return { bytes: Uint8Array.from(parts), hinted };
};

/** Rebuilds every glyph of a transformed `glyf` table, §5.1; lefts are the bounding boxes' left edges. */
const readGlyphs = (table: Uint8Array): { glyphs: Uint8Array[]; lefts: number[] } => {
  const head = byteReader(table);
  head.u16();
  head.u16();
  const count = head.u16();
  head.u16();
  const sizes = Array.from({ length: 7 }, () => head.u32());
  let start = head.position();
  const streams = sizes.map((size) => {
    start += size;
    return byteReader(table.subarray(start - size, start));
  });
  const [contours, pointCounts, flags, moves, composites, boxes] = streams;
  if (!(contours && pointCounts && flags && moves && composites && boxes))
    throw new RangeError("The font file has no outlines.");
  const bitmap = boxes.take(4 * Math.floor((count + 31) / 32));
  const glyphs: Uint8Array[] = [];
  const lefts: number[] = [];

  for (let id = 0; id < count; id++) {
    const contourCount = contours.i16();
    const hasBox = ((bitmap[id >> 3] ?? 0) & (0x80 >> (id & 7))) !== 0;
    if (contourCount === 0) {
      glyphs.push(new Uint8Array());
      lefts.push(0);
      continue;
    }
    if (contourCount < 0) {
      const box = boxes.take(8);
      const { bytes, hinted } = readComposite(composites, box);
      if (hinted) moves.short255();
      glyphs.push(bytes);
      lefts.push(byteReader(box).i16());
      continue;
    }
    if (hasBox) boxes.take(8);
    const lengths = Array.from({ length: contourCount }, () => pointCounts.short255());
    const points: OutlinePoint[] = [];
    let x = 0;
    let y = 0;
    for (const length of lengths) {
      for (let i = 0; i < length; i++) {
        const flag = flags.u8();
        const [dx, dy] = readTriplet(flag & 0x7f, moves);
        x += dx;
        y += dy;
        points.push({ x, y, onCurve: (flag & 0x80) === 0, last: i === length - 1 });
      }
    }
    moves.short255();
    glyphs.push(encodeSimpleGlyph(points));
    lefts.push(Math.min(...points.map((point) => point.x)));
  }
  return { glyphs, lefts };
};

/** Rebuilds `hmtx` when the left bearings were left out because they equal the outlines' left edges, §5.4. */
const readMetrics = (table: Uint8Array, hhea: Uint8Array, lefts: readonly number[]): Uint8Array => {
  const reader = byteReader(table);
  const flags = reader.u8();
  const metricCount = byteReader(hhea, 34).u16();
  const advances = Array.from({ length: metricCount }, () => reader.u16());
  const bearings = lefts.map((left, id) => {
    const omitted = (flags & (id < metricCount ? 1 : 2)) !== 0;
    return omitted ? left : reader.i16();
  });
  const out = new Uint8Array(metricCount * 4 + (lefts.length - metricCount) * 2);
  const view = new DataView(out.buffer);
  bearings.forEach((bearing, id) => {
    if (id < metricCount) {
      view.setUint16(id * 4, advances[id] ?? 0);
      view.setInt16(id * 4 + 2, bearing);
    } else view.setInt16(metricCount * 4 + (id - metricCount) * 2, bearing);
  });
  return out;
};

/** Turns a WOFF2 file with TrueType outlines into a plain TrueType file. Throws RangeError on a broken file. */
export const woff2ToTrueType = (file: Uint8Array): Uint8Array => {
  const reader = byteReader(file);
  if (reader.u32() !== 0x774f4632) throw new RangeError("The font file is not WOFF2.");
  reader.take(8);
  const tableCount = reader.u16();
  reader.take(6);
  const compressedLength = reader.u32();
  reader.take(24);
  const entries = Array.from({ length: tableCount }, () => readEntry(reader));
  const data = brotliDecompressSync(reader.take(compressedLength));

  const stored = new Map<string, { bytes: Uint8Array; transformed: boolean }>();
  let at = 0;
  for (const entry of entries) {
    stored.set(entry.tag, { bytes: data.subarray(at, at + entry.length), transformed: entry.transformed });
    at += entry.length;
  }
  const tables = new Map([...stored].filter(([tag]) => !HINTING.has(tag)).map(([tag, table]) => [tag, table.bytes]));
  const glyf = stored.get("glyf");
  const head = stored.get("head");
  const hhea = stored.get("hhea");
  if (!(glyf && head && hhea)) throw new RangeError("The font file has no outlines.");
  if (glyf.transformed) {
    const { glyphs, lefts } = readGlyphs(glyf.bytes);
    const joined = joinGlyphs(glyphs);
    tables.set("glyf", joined.glyf);
    tables.set("loca", joined.loca);
    const longOffsets = Uint8Array.from(head.bytes);
    new DataView(longOffsets.buffer).setInt16(50, 1);
    tables.set("head", longOffsets);
    const hmtx = stored.get("hmtx");
    if (hmtx?.transformed) tables.set("hmtx", readMetrics(hmtx.bytes, hhea.bytes, lefts));
  }
  return buildSfnt(tables);
};
