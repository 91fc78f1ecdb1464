import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, link, mkdir, open, readFile, realpath, rm } from "node:fs/promises";
import { dirname, join, sep } from "node:path";

export type StoredFile = { key: string; size: number; sha256: string };

/** Where finished files are kept. The local folder is the default; an object store can stand behind the same shape. */
export type Storage = {
  /**
   * Keeps bytes under a key, whole or not at all. The same bytes again are fine (a retry), other bytes under a key
   * that is taken are refused with StorageConflict: a file that was sent out never changes.
   */
  put: (key: string, bytes: Uint8Array) => Promise<StoredFile>;
  /** The bytes, or null when nothing is kept under the key. With `sha256`, damaged bytes are refused with StorageDamage. */
  get: (key: string, sha256?: string) => Promise<Uint8Array | null>;
  exists: (key: string) => Promise<boolean>;
};

const fault = (name: string, message: string) => Object.assign(new Error(message), { name });
const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const hasCode = (error: unknown, code: string) => error instanceof Error && "code" in error && error.code === code;

const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

const segmentsOf = (key: string): string[] => {
  const segments = key.split("/");
  if (segments.length > 8 || !segments.every((segment) => SEGMENT.test(segment))) {
    throw fault(
      "StorageKeyError",
      `Not a storage key: ${JSON.stringify(key.slice(0, 200))}. Use letters, digits, ". _ -" and "/" between parts.`,
    );
  }
  return segments;
};

const nullWhenMissing = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work;
  } catch (error) {
    if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return null;
    throw error;
  }
};

/** Files in a folder outside the web root; `directory` is made when missing. */
export const createFileStorage = (directory: string): Storage => {
  // A link inside the folder could lead out of it: the real place decides, not the spelled one.
  const insist = async (place: string): Promise<void> => {
    const root = await realpath(directory);
    const real = await realpath(place);
    if (real !== root && !real.startsWith(root + sep))
      throw fault("StorageKeyError", "The storage key leads out of the storage folder.");
  };
  const read = async (key: string): Promise<Uint8Array | null> => {
    const path = join(directory, ...segmentsOf(key));
    return nullWhenMissing(insist(path).then(() => readFile(path)));
  };

  return {
    put: async (key, bytes) => {
      const path = join(directory, ...segmentsOf(key));
      const folder = dirname(path);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await insist(folder);
      const sha256 = hash(bytes);
      const temporary = join(folder, `.${randomUUID()}.part`);
      const file = await open(temporary, "wx", 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      try {
        // link, not rename: it fails when the name is taken, so of two writers one wins and none is overwritten.
        await link(temporary, path);
      } catch (error) {
        if (!hasCode(error, "EEXIST")) throw error;
        const kept = await read(key);
        if (kept === null || hash(kept) !== sha256)
          throw fault("StorageConflict", `Other bytes are already kept under ${key}.`);
      } finally {
        await rm(temporary, { force: true });
      }
      return { key, size: bytes.length, sha256 };
    },
    get: async (key, sha256) => {
      const bytes = await read(key);
      if (bytes !== null && sha256 !== undefined && hash(bytes) !== sha256)
        throw fault("StorageDamage", `The file kept under ${key} is not the one that was stored.`);
      return bytes;
    },
    exists: async (key) => {
      const path = join(directory, ...segmentsOf(key));
      const found = await nullWhenMissing(access(path, constants.R_OK).then(() => true));
      if (found) await insist(path);
      return found === true;
    },
  };
};
