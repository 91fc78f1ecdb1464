import { crc32, inflateRawSync } from "node:zlib";

/** The files of a ZIP by its directory, each against its sum (APPNOTE 4.3.12). */
export const unzip = (zip: Buffer): Map<string, Buffer> => {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [packed, name, extra, comment, start] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
      zip.readUInt32LE(at + 42),
    ];
    const path = zip.toString("utf8", at + 46, at + 46 + name);
    const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const content = inflateRawSync(zip.subarray(data, data + packed));
    if (crc32(content) !== zip.readUInt32LE(at + 16)) throw new Error(`${path} is not what its sum says.`);
    files.set(path, content);
    at += 46 + name + extra + comment;
  }
  return files;
};
