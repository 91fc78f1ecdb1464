import { crc32, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import sharp from "sharp";
import { expect, test, vi } from "vitest";
import { ValidationException } from "#/domain/errors.ts";
import { type ImageRules, readImage } from "#/server/services/images.ts";

vi.setConfig({ testTimeout: 60_000 });

const rules: ImageRules = {
  maxBytes: 2_000_000,
  maxPixels: 4_000_000,
  width: 480,
  height: 240,
  as: "png",
  ground: "#ffffff",
};
const picture = (width = 300, height = 200) => sharp({ create: { width, height, channels: 4, background: "#0b6372" } });
const png = () => picture().png().toBuffer();
const jpeg = () => picture().jpeg().toBuffer();
const webp = () => picture().webp().toBuffer();
const text = (value: string) => Buffer.from(value, "latin1");

const refusal = async (bytes: Uint8Array, over: Partial<ImageRules> = {}): Promise<string> => {
  const outcome = await readImage(bytes, { ...rules, ...over }).catch((error: unknown) => error);
  if (!(outcome instanceof ValidationException)) throw new Error("It was not refused.", { cause: outcome });
  expect(outcome.code).toBe("INVALID_INPUT");
  // A sentence with a next step.
  expect(outcome.message).toMatch(/\. (Save|Choose|.*choose) .*\.$|Choose it again\.$/);
  return outcome.message;
};

const chunk = (type: string, data: Uint8Array): Buffer => {
  const named = Buffer.concat([text(type), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
};
const signature = text("\x89PNG\r\n\x1a\n");
/** A PNG of this size that claims so in its header, whatever follows. */
const pngOf = (width: number, height: number, ...more: Buffer[]): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, grey.
  header[8] = 8;
  const pixels = chunk("IDAT", deflateSync(Buffer.alloc(Math.min((width + 1) * height, 40_000_000))));
  return Buffer.concat([signature, chunk("IHDR", header), ...more, pixels, chunk("IEND", Buffer.alloc(0))]);
};

test.each([
  ["PNG", png],
  ["JPEG", jpeg],
  ["WebP", webp],
])("a %s comes out as a PNG of ours, its own size kept while it fits", async (_name, make) => {
  const image = await readImage(await make(), rules);
  expect(image).toMatchObject({
    mime: "image/png",
    width: 300,
    height: 200,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await sharp(image.bytes).metadata()).toMatchObject({
    format: "png",
    width: 300,
    height: 200,
    hasAlpha: false,
  });
});

test("it is made to fit, and the same file gives the same picture", async () => {
  const bytes = await picture(1600, 400).png().toBuffer();
  const image = await readImage(bytes, rules);
  expect(image).toMatchObject({ width: 480, height: 120 });
  expect((await readImage(bytes, rules)).sha256).toBe(image.sha256);
});

test("what is transparent gets the ground, with the margin asked for", async () => {
  const clear = await sharp({ create: { width: 40, height: 40, channels: 4, background: "#00000000" } })
    .png()
    .toBuffer();
  const image = await readImage(clear, { ...rules, ground: "#fdfdfc", margin: 6 });
  expect(image).toMatchObject({ width: 52, height: 52 });
  const { data, info } = await sharp(image.bytes).raw().toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(3);
  expect([...new Set(data)].toSorted((a, b) => a - b)).toEqual([0xfc, 0xfd]);
});

test("a photo may come out as JPEG", async () => {
  const image = await readImage(await jpeg(), { ...rules, as: "jpeg" });
  expect(image.mime).toBe("image/jpeg");
  expect((await sharp(image.bytes).metadata()).format).toBe("jpeg");
});

test("it stands upright as the camera meant it, and no word of camera, place or author stays", async () => {
  const halves = await sharp({ create: { width: 60, height: 20, channels: 3, background: "#ff0000" } })
    .composite([{ input: { create: { width: 30, height: 20, channels: 3, background: "#0000ff" } }, left: 0, top: 0 }])
    .withExif({ IFD0: { Artist: "SECRET-AUTHOR" }, IFD3: { GPSLatitude: "51/1 30/1 0/1" } })
    .withMetadata({ orientation: 6 })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRET-XMP</x:xmpmeta>')
    .jpeg({ quality: 100 })
    .toBuffer();
  const tagged = await sharp(halves).metadata();
  expect([tagged.orientation, tagged.exif?.includes("SECRET-AUTHOR")]).toEqual([6, true]);
  expect(halves.includes("SECRET-XMP")).toBe(true);

  for (const as of ["png", "jpeg"] as const) {
    const image = await readImage(halves, { ...rules, as });
    // A quarter turn clockwise: what was left is on top.
    expect([image.width, image.height]).toEqual([20, 60]);
    const { data } = await sharp(image.bytes).raw().toBuffer({ resolveWithObject: true });
    const [red = 0, , blue = 0] = data;
    expect(blue).toBeGreaterThan(200);
    expect(red).toBeLessThan(50);
    const after = await sharp(image.bytes).metadata();
    expect([after.exif, after.xmp, after.iptc, after.orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(Buffer.from(image.bytes).includes("SECRET")).toBe(false);
  }
});

test.each([
  ["nothing", Buffer.alloc(0), "empty"],
  ["an SVG", text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), "SVG"],
  ["an SVG behind a declaration", text('\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a -->\n<svg>'), "SVG"],
  ["an SVG in UTF-16", Buffer.from("\ufeff<svg>", "utf16le"), "SVG"],
  ["a GIF, which could also be a script", text("GIF89a/*\x01\x00*/=1;alert(1)"), "GIF"],
  ["a PDF", text("%PDF-1.7\n"), "PDF"],
  ["a HEIC photo", text("\0\0\0\x18ftypheic"), "HEIC"],
  ["a BMP", text("BM\x9a\0"), "BMP"],
  ["a program", text("\x7fELF\x02\x01\x01"), "no picture"],
  ["a web page", text("<!doctype html><script>alert(1)</script>"), "no picture"],
  ["a zipped SVG", gzipSync("<svg/>"), "no picture"],
  ["a PNG's name alone", text("\x89PNG"), "no picture"],
])("%s is refused by what it begins with", async (_name, bytes, word) => {
  expect(await refusal(bytes)).toContain(word);
});

test("the decoder itself opens nothing else, whoever hands it something", async () => {
  const svg = text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  await expect(sharp(svg).metadata()).rejects.toThrow("unsupported");
});

test("a file over the cap is refused before anything reads it", async () => {
  expect(await refusal(Buffer.alloc(2_000_001))).toBe(
    "The file is over 2 MB. Save the picture smaller, and choose that.",
  );
});

test("a picture of too many pixels is refused by its header, at the cost of its header", async () => {
  expect(await refusal(await picture(2001, 2000).png().toBuffer())).toContain("2001 × 2000");
  await readImage(await picture(2000, 2000).png().toBuffer(), rules);

  // 40 kB that would be 3.6 GB of pixels.
  const bomb = pngOf(60_000, 60_000);
  expect(bomb.length).toBeLessThan(60_000);
  const before = process.memoryUsage().rss;
  expect(await refusal(bomb)).toContain("3600 million pixels; up to 4 million are taken");
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
});

test("a bomb beside the pixels is not blown up", async () => {
  const blown = Buffer.alloc(120_000_000);
  const packed = deflateSync(blown);
  expect(packed.length).toBeLessThan(500_000);
  const profile = chunk("iCCP", Buffer.concat([text("x\0\0"), packed]));
  const note = chunk("zTXt", Buffer.concat([text("Comment\0\0"), packed]));
  const before = process.memoryUsage().rss;
  for (const bomb of [profile, note]) {
    const outcome = await readImage(pngOf(20, 20, bomb), rules).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ValidationException);
    else expect(outcome).toMatchObject({ width: 20, height: 20 });
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000);
});

test.each([
  ["PNG", png],
  ["JPEG", jpeg],
  ["WebP", webp],
])("a %s that did not arrive whole is refused, wherever it ends", async (_name, make) => {
  const whole = await make();
  for (const share of [0.2, 0.5, 0.9]) {
    const part = whole.subarray(0, Math.max(16, Math.floor(whole.length * share)));
    expect(await refusal(part)).toContain("damaged");
  }
});

test("a picture that moves is refused", async () => {
  const frames = await sharp([await png(), await picture().negate({ alpha: false }).png().toBuffer()], {
    join: { animated: true },
  })
    .webp({ loop: 0, delay: [100, 100] })
    .toBuffer();
  expect(await refusal(frames)).toContain("moves");

  const control = Buffer.alloc(8);
  control.writeUInt32BE(2, 0);
  expect(await refusal(pngOf(20, 20, chunk("acTL", control)))).toContain("moves");
});

test("of a file that is two things at once only the pixels stay", async () => {
  const stowaways = ["<script>alert('stowaway')</script>", "%PDF-1.7 stowaway", "PK\x03\x04stowaway", "<?php stowaway"];
  const files = [
    ...stowaways.map(async (hidden) => Buffer.concat([await png(), text(hidden)])),
    ...stowaways.map(async (hidden) => Buffer.concat([await jpeg(), text(hidden)])),
    ...stowaways.map(async (hidden) => pngOf(20, 20, chunk("tEXt", text(`Comment\0${hidden}`)))),
    // A comment before the pixels, where a reader of PDF or HTML looks first.
    ...stowaways.map(async (hidden) => {
      const whole = await jpeg();
      const comment = Buffer.concat([text("\xff\xfe\0"), Buffer.from([hidden.length + 2]), text(hidden)]);
      return Buffer.concat([whole.subarray(0, 2), comment, whole.subarray(2)]);
    }),
  ];
  for (const file of await Promise.all(files)) {
    expect(file.includes("stowaway")).toBe(true);
    for (const as of ["png", "jpeg"] as const) {
      const { bytes } = await readImage(file, { ...rules, as });
      expect(Buffer.from(bytes).includes("stowaway")).toBe(false);
    }
  }
});

test("whatever bytes come, the answer is a picture within the rules or a sentence", async () => {
  const seeds = [await png(), await jpeg(), await webp()];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...seeds),
      fc.array(fc.record({ at: fc.nat(4000), value: fc.nat(255) }), { minLength: 1, maxLength: 12 }),
      async (seed, strikes) => {
        const bytes = Uint8Array.from(seed);
        for (const { at, value } of strikes) bytes[at % bytes.length] = value;
        const outcome = await readImage(bytes, rules).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ValidationException);
        else {
          expect(outcome).toMatchObject({ mime: "image/png" });
          const size = await sharp(Reflect.get(Object(outcome), "bytes")).metadata();
          expect(size.width).toBeLessThanOrEqual(480);
          expect(size.height).toBeLessThanOrEqual(240);
        }
      },
    ),
    { numRuns: 200 },
  );
});
