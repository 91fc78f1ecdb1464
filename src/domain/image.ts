/** What a picture's own first bytes say that it is; its name and declared type are the sender's word. */

export const imageTypes = ["image/png", "image/jpeg", "image/webp"] as const;
export type ImageType = (typeof imageTypes)[number];

type Signature = { readonly at: number; readonly bytes: string };
const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
const wears = (bytes: Uint8Array, signatures: readonly Signature[]): boolean =>
  signatures.every(({ at, bytes: expected }) => ascii(bytes, at, at + expected.length) === expected);

const taken: readonly [ImageType, readonly Signature[]][] = [
  ["image/png", [{ at: 0, bytes: "\x89PNG\r\n\x1a\n" }]],
  ["image/jpeg", [{ at: 0, bytes: "\xff\xd8\xff" }]],
  [
    "image/webp",
    [
      { at: 0, bytes: "RIFF" },
      { at: 8, bytes: "WEBPVP8" },
    ],
  ],
];

/** Known to people by these names, and not taken: said by name, so that the next step is plain. */
const refused: readonly [string, readonly Signature[]][] = [
  ["a GIF", [{ at: 0, bytes: "GIF8" }]],
  ["a PDF", [{ at: 0, bytes: "%PDF" }]],
  ["a BMP", [{ at: 0, bytes: "BM" }]],
  ["a TIFF", [{ at: 0, bytes: "II*\0" }]],
  ["a TIFF", [{ at: 0, bytes: "MM\0*" }]],
  ["an icon file", [{ at: 0, bytes: "\0\0\x01\0" }]],
  ["a Photoshop file", [{ at: 0, bytes: "8BPS" }]],
  ["an AVIF", [{ at: 4, bytes: "ftypavi" }]],
  ["a HEIC photo", [{ at: 4, bytes: "ftyphei" }]],
  ["a HEIC photo", [{ at: 4, bytes: "ftypmif1" }]],
];

export const isDamaged = "The picture is damaged, or not all of it arrived. Save it again, and choose it once more.";
export const isMoving = "This picture moves. Save one still picture of it as PNG, and choose that.";

/** Why a file is refused for what it begins with, and what to send instead; null for a still PNG, JPEG or WebP. */
export const whyNoImage = (bytes: Uint8Array): string | null => {
  if (bytes.length === 0) return "The file is empty. Choose it again.";
  const type = taken.find(([, signatures]) => wears(bytes, signatures))?.[0];
  if (type !== undefined) return isAnimated(type, bytes) ? isMoving : null;
  if (looksLikeSvg(bytes))
    return "This is an SVG, which can hold programs. Save it as a PNG with a clear background, and choose that.";
  const name = refused.find(([, signatures]) => wears(bytes, signatures))?.[0];
  const what = name === undefined ? "This is no picture that can be read" : `This is ${name}`;
  return `${what}. Save it as PNG, JPEG or WebP, and choose that.`;
};

/** An SVG is text, in one of several encodings, with whatever a tool writes in front of its element. */
const looksLikeSvg = (bytes: Uint8Array): boolean => {
  if (ascii(bytes, 0, 2) === "\x1f\x8b") return false;
  const head = ascii(bytes, 0, 4096).replaceAll("\0", "").toLowerCase();
  return /^[\s\u00ef\u00bb\u00bf\u00fe\u00ff]*</.test(head) && head.includes("<svg");
};

const isAnimated = (type: ImageType, bytes: Uint8Array): boolean => {
  // The second flag of the extended header (RFC 9649 §2.7).
  if (type === "image/webp") return ascii(bytes, 12, 16) === "VP8X" && ((bytes[20] ?? 0) & 2) !== 0;
  return type === "image/png" && hasAnimationChunk(bytes);
};

/** A PNG that moves says so in an acTL chunk before its pixels; decoders that know no APNG show its first picture. */
const hasAnimationChunk = (bytes: Uint8Array): boolean => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    const name = ascii(bytes, at + 4, at + 8);
    if (name === "acTL") return true;
    if (name === "IDAT") return false;
  }
  return false;
};
