import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Problem } from "./say.mjs";

/** The folder of the clone. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Where this instance keeps its state: DATA_DIR, else `.data` in the clone. Always absolute. */
export function dataDirectory(environment = process.env) {
  return environment.DATA_DIR ? path.resolve(root, environment.DATA_DIR) : path.join(root, ".data");
}

/** Twelve hexadecimal digits that stand for a path or any other text in a file name. */
export function shortHash(text) {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** Makes the state folder and proves that it can be written, or says in a sentence that it cannot. */
export function openDataDirectory(directory) {
  const probe = path.join(directory, `.writable-${process.pid}`);
  try {
    // Root runs the database as the user postgres, who must be able to pass through, but not to list.
    mkdirSync(directory, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    accessSync(directory, constants.W_OK | constants.X_OK);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    throw new Problem(
      `Pitlane cannot write to ${directory} (${error.code ?? error.message}). Give this user the right to write there, or set DATA_DIR to a folder that it may write to.`,
    );
  }
}
