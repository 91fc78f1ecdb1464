import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findChromium } from "../../scripts/lib/chromium.mjs";
import { root } from "../../scripts/lib/paths.mjs";
import { endLeftPostgres } from "../../scripts/lib/postgres.mjs";
import { freePort, lockHolder } from "../../scripts/lib/processes.mjs";

const prefix = "pitlane-e2e-";

async function remove(folder: string): Promise<void> {
  await endLeftPostgres(folder, { andItsData: true });
  rmSync(folder, { recursive: true, force: true });
}

/** Removes what killed runs left: an instance that still lives holds its folder's lock. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const folder = path.join(tmpdir(), name);
    const lock = path.join(folder, "run.lock");
    if (name.startsWith(prefix) && existsSync(lock) && !lockHolder(lock)) await remove(folder);
  }
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Pitlane is running at")) resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", () => reject(new Error(`The instance for the end-to-end tests did not start:\n${output}`)));
  });
}

/** Starts an isolated instance with the demo and returns what ends it. An address in E2E_URL is used as it is. */
export default async function setup(): Promise<() => Promise<void>> {
  process.env.CHROMIUM_PATH ??= await findChromium();
  if (process.env.E2E_URL) return async () => undefined;
  await sweep();
  const folder = mkdtempSync(path.join(tmpdir(), prefix));
  chmodSync(folder, 0o711);
  const port = await freePort();
  const { DATABASE_URL, DATABASE_ADMIN_URL, SMTP_URL, APP_URL, ...environment } = process.env;
  const child = spawn(process.execPath, [path.join(root, "scripts/start.mjs")], {
    cwd: root,
    env: {
      ...environment,
      DATA_DIR: folder,
      PORT: String(port),
      HOST: "127.0.0.1",
      NODE_ENV: "production",
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await started(child);
  process.env.E2E_URL = `http://localhost:${port}`;
  process.env.E2E_DATA_DIR = folder;
  return async () => {
    child.kill("SIGTERM");
    await ended;
    await remove(folder);
  };
}
