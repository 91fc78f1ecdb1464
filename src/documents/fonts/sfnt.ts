/** The tables of a TrueType file by tag. */
export type SfntTables = ReadonlyMap<string, Uint8Array>;

const padded = (length: number) => (length + 3) & ~3;

const checksum = (bytes: Uint8Array): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~3;
  let sum = 0;
  for (let i = 0; i < whole; i += 4) sum = (sum + view.getUint32(i)) >>> 0;
  let rest = 0;
  for (let i = whole; i < whole + 4 && whole < bytes.length; i++) rest = rest * 256 + (bytes[i] ?? 0);
  return (sum + rest) >>> 0;
};

/** Writes a TrueType file: header, directory in tag order, tables padded to four bytes. */
export const buildSfnt = (tables: SfntTables): Uint8Array => {
  const tags = [...tables.keys()].sort();
  const power = 31 - Math.clz32(tags.length);
  const headLength = 12 + tags.length * 16;
  const total = [...tables.values()].reduce((sum, table) => sum + padded(table.length), headLength);
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  view.setUint32(0, 0x00010000);
  view.setUint16(4, tags.length);
  view.setUint16(6, 16 << power);
  view.setUint16(8, power);
  view.setUint16(10, tags.length * 16 - (16 << power));

  let offset = headLength;
  tags.forEach((tag, index) => {
    const table = tables.get(tag) ?? new Uint8Array();
    const entry = 12 + index * 16;
    for (let i = 0; i < 4; i++) out[entry + i] = tag.charCodeAt(i);
    view.setUint32(entry + 4, checksum(table));
    view.setUint32(entry + 8, offset);
    view.setUint32(entry + 12, table.length);
    out.set(table, offset);
    offset += padded(table.length);
  });
  return out;
};

/** Joins pieces (each padded to four bytes) and gives their offsets, with the end as the last one. */
export const joinGlyphs = (glyphs: readonly Uint8Array[]): { glyf: Uint8Array; loca: Uint8Array } => {
  const loca = new Uint8Array((glyphs.length + 1) * 4);
  const view = new DataView(loca.buffer);
  let end = 0;
  glyphs.forEach((glyph, index) => {
    view.setUint32(index * 4, end);
    end += padded(glyph.length);
  });
  view.setUint32(glyphs.length * 4, end);
  const glyf = new Uint8Array(end);
  glyphs.forEach((glyph, index) => glyf.set(glyph, view.getUint32(index * 4)));
  return { glyf, loca };
};

/** A point of an outline in font units; `last` closes its contour. */
export type OutlinePoint = { x: number; y: number; onCurve: boolean; last: boolean };

/** Encodes points as a simple glyph without hinting (OpenType `glyf`); no points give no bytes. */
export const encodeSimpleGlyph = (points: readonly OutlinePoint[]): Uint8Array => {
  if (points.length === 0) return new Uint8Array();
  const ends = points.flatMap((point, index) => (point.last ? [index] : []));
  const bytes: number[] = [];
  const push16 = (value: number) => bytes.push((value >> 8) & 0xff, value & 0xff);
  push16(ends.length);
  push16(Math.min(...points.map((p) => p.x)));
  push16(Math.min(...points.map((p) => p.y)));
  push16(Math.max(...points.map((p) => p.x)));
  push16(Math.max(...points.map((p) => p.y)));
  ends.forEach(push16);
  push16(0);

  const flags: number[] = [];
  const xs: number[] = [];
  const ys: number[] = [];
  const axis = (delta: number, into: number[], short: number, same: number): number => {
    if (delta === 0) return same;
    if (delta >= -255 && delta <= 255) {
      into.push(Math.abs(delta));
      return delta > 0 ? short | same : short;
    }
    into.push((delta >> 8) & 0xff, delta & 0xff);
    return 0;
  };
  let x = 0;
  let y = 0;
  for (const point of points) {
    flags.push((point.onCurve ? 1 : 0) | axis(point.x - x, xs, 2, 16) | axis(point.y - y, ys, 4, 32));
    x = point.x;
    y = point.y;
  }
  return Uint8Array.from([...bytes, ...flags, ...xs, ...ys]);
};
