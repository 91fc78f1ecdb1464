import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findChromium } from "../../scripts/lib/chromium.mjs";
import { lockHolder } from "../../scripts/lib/processes.mjs";
import { startHubSpot } from "../../tests/connections/hubspot/server.ts";
import { startXero } from "../../tests/connections/xero/server.ts";
import { folderPrefix, launch, makeFolder, removeFolder } from "./launch.ts";

/** Removes what killed runs left: an instance that still lives holds its folder's lock. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const folder = path.join(tmpdir(), name);
    const lock = path.join(folder, "run.lock");
    if (name.startsWith(folderPrefix) && existsSync(lock) && !lockHolder(lock)) await removeFolder(folder);
  }
}

/** Starts an isolated instance with the demo and returns what ends it. An address in E2E_URL is used as it is. */
export default async function setup(): Promise<() => Promise<void>> {
  process.env.CHROMIUM_PATH ??= await findChromium();
  if (process.env.E2E_URL) return async () => undefined;
  await sweep();
  const xero = await startXero();
  process.env.E2E_XERO_URL = xero.url;
  const hubSpot = await startHubSpot();
  process.env.E2E_HUBSPOT_URL = hubSpot.url;
  process.env.E2E_HUBSPOT_TOKEN = hubSpot.token;
  const folder = makeFolder();
  const instance = await launch(folder);
  process.env.E2E_URL = instance.url;
  process.env.E2E_DATA_DIR = folder;
  return async () => {
    instance.process.kill("SIGTERM");
    await instance.ended;
    await removeFolder(folder);
    await xero.close();
    await hubSpot.close();
  };
}
