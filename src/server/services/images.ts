import { createHash } from "node:crypto";
import sharp from "sharp";
import { ValidationException } from "#/domain/errors.ts";
import { type ImageType, isDamaged, isMoving, whyNoImage } from "#/domain/image.ts";

// Of all that the decoder can open (SVG, PDF, TIFF and what a later version adds) only what is asked for here is left.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["VipsForeignLoadPngBuffer", "VipsForeignLoadJpegBuffer", "VipsForeignLoadWebpBuffer"],
});
// Nothing of one tenant's picture is kept in memory for the next one's.
sharp.cache(false);

/** What may come in, and what goes out of it. */
export type ImageRules = {
  readonly maxBytes: number;
  /** Width × height, as the header says and before a pixel is decoded. */
  readonly maxPixels: number;
  /** It is made to fit into this, and never made larger. */
  readonly width: number;
  readonly height: number;
  readonly as: "png" | "jpeg";
  /** The colour under what is transparent, as `#ffffff`. */
  readonly ground: string;
  /** Pixels of the ground left around it, beyond `width` and `height`. */
  readonly margin?: number;
};

export type Image = {
  readonly bytes: Uint8Array;
  readonly mime: Extract<ImageType, "image/png" | "image/jpeg">;
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
};

const longestSeconds = 20;
const refuse = (message: string, cause?: unknown) => new ValidationException("INVALID_INPUT", message, {}, cause);
const millions = (pixels: number): string => (Math.ceil(pixels / 100_000) / 10).toString();

/**
 * A picture that somebody sends, as one of our own: upright, in sRGB, without a word about camera, place or author,
 * and holding nothing of the file but its pixels. The same bytes and rules give the same picture.
 * @throws INVALID_INPUT with a sentence that says what to send instead
 */
export const readImage = async (bytes: Uint8Array, rules: ImageRules): Promise<Image> => {
  checkOutside(bytes, rules);
  await checkHeader(bytes, rules);
  const { width, height, ground, margin = 0, as } = rules;
  const upright = sharp(bytes, { limitInputPixels: rules.maxPixels, failOn: "error", pages: 1 })
    .autoOrient()
    .timeout({ seconds: longestSeconds })
    .resize({ width, height, fit: "inside", withoutEnlargement: true })
    .flatten({ background: ground })
    .toColourspace("srgb")
    .extend({ top: margin, bottom: margin, left: margin, right: margin, background: ground });
  const encoded = as === "png" ? upright.png({ compressionLevel: 9 }) : upright.jpeg({ quality: 82, mozjpeg: true });
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true }).catch((cause: unknown) => {
    throw refuse(isDamaged, cause);
  });
  return {
    bytes: Uint8Array.from(data),
    mime: as === "png" ? "image/png" : "image/jpeg",
    width: info.width,
    height: info.height,
    sha256: createHash("sha256").update(data).digest("hex"),
  };
};

/** Whether nothing of a picture could be told from white paper, as of a logo made for dark grounds. */
export const isBlank = async ({ bytes }: Image): Promise<boolean> => {
  const { channels } = await sharp(bytes).stats();
  return channels.every(({ min }) => min > 232);
};

/** What size and first bytes alone tell. */
const checkOutside = (bytes: Uint8Array, { maxBytes }: ImageRules): void => {
  if (bytes.length > maxBytes) throw refuse(tooManyBytes(maxBytes));
  const sentence = whyNoImage(bytes);
  if (sentence !== null) throw refuse(sentence);
};

const tooManyBytes = (maxBytes: number): string =>
  `The file is over ${Math.floor(maxBytes / 1_000_000)} MB. Save the picture smaller, and choose that.`;

/** What the header tells; nothing is decoded yet, so a bomb costs what its few bytes cost. */
const checkHeader = async (bytes: Uint8Array, { maxPixels }: ImageRules): Promise<void> => {
  const {
    width,
    height,
    pages = 1,
  } = await sharp(bytes, { limitInputPixels: false, failOn: "error" })
    .metadata()
    .catch((cause: unknown) => {
      throw refuse(isDamaged, cause);
    });
  if (width * height > maxPixels)
    throw refuse(
      `The picture is ${width} × ${height}, ${millions(width * height)} million pixels; up to ${millions(maxPixels)} million are taken. Save it smaller, and choose that.`,
    );
  if (pages > 1) throw refuse(isMoving);
};
