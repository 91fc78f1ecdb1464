import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach } from "vitest";
import { formatInvariants, verifyInvariants } from "../../src/server/invariants/verify.ts";
import { cloneDatabase, dropDatabase } from "./db.ts";
import { invariantsExpected } from "./invariants.ts";

// Runs before the imports of each integration test file, in its worker: src/env.ts and the pools read these values.
// The worker's database of the file before is dropped here and not at that file's end, when its pools are still open.
const name = `worker_${process.env.VITEST_POOL_ID ?? "1"}`;
await dropDatabase(name);
const database = await cloneDatabase(name);
const folder = mkdtempSync(path.join(tmpdir(), "pitlane-file-"));

process.env.DATABASE_URL = database.url;
process.env.DATABASE_ADMIN_URL = database.adminUrl;
process.env.DATA_DIR = folder;

afterEach(async () => {
  if (!invariantsExpected()) return;
  const results = await verifyInvariants(database.adminUrl, { sealGraceMs: 3_600_000 });
  const broken = results.filter(({ state }) => state === "broken");
  if (broken.length > 0) throw new Error(`After this test: ${formatInvariants(broken).join("\n")}`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));
