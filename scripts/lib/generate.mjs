import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { filesUnder } from "./files.mjs";
import { root } from "./paths.mjs";
import { waitForLock } from "./processes.mjs";
import { say } from "./say.mjs";

const mark = path.join(root, "src/generated/schema-hash");

function schemaHash() {
  const hash = createHash("sha256");
  for (const file of [
    ...filesUnder(path.join(root, "prisma/schema")),
    path.join(root, "node_modules/prisma/package.json"),
  ]) {
    hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function isFresh(hash) {
  return existsSync(mark) && readFileSync(mark, "utf8") === hash;
}

/** Makes Prisma's client from prisma/schema when it is missing or older than the schema. */
export async function generateClient() {
  const hash = schemaHash();
  if (isFresh(hash)) return;
  mkdirSync(path.dirname(mark), { recursive: true });
  const release = await waitForLock(path.join(root, "src/generated/generate.lock"));
  try {
    if (isFresh(hash)) return;
    say("Making the database client from the schema …");
    rmSync(mark, { force: true });
    const run = spawnSync(process.execPath, [path.join(root, "node_modules/prisma/build/index.js"), "generate"], {
      cwd: root,
      encoding: "utf8",
      // Generating never runs the engine, but without one named it would be downloaded.
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
      },
    });
    if (run.status !== 0) throw new Error(`prisma generate failed:\n${run.stdout}${run.stderr}`);
    writeFileSync(mark, hash);
  } finally {
    release();
  }
}
