import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { applicationRole, databaseUrl, ensureDatabase, ensureLoginRole } from "../../scripts/lib/database.mjs";
import { generateClient } from "../../scripts/lib/generate.mjs";
import { migrate } from "../../scripts/lib/migrate.ts";
import { endLeftPostgres, startPostgres } from "../../scripts/lib/postgres.mjs";
import { lockHolder, takeLock } from "../../scripts/lib/processes.mjs";
import { templateName } from "./template.ts";

/** What a test file needs to clone a database of the throw-away server. */
export type TestServer = { port: number; adminPassword: string; password: string };

declare module "vitest" {
  export interface ProvidedContext {
    testServer: TestServer;
  }
}

const prefix = "pitlane-test-";
const lockIn = (folder: string) => path.join(folder, "owner.lock");

/** Ends the servers and removes the folders of test runs that were killed. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const folder = path.join(tmpdir(), name);
    if (!name.startsWith(prefix) || !existsSync(lockIn(folder)) || lockHolder(lockIn(folder))) continue;
    await remove(folder);
  }
}

async function remove(folder: string): Promise<void> {
  await endLeftPostgres(folder, { andItsData: true });
  rmSync(folder, { recursive: true, force: true });
}

/** Starts a throw-away PostgreSQL with a migrated template; returns what stops and removes it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await generateClient();
  await sweep();
  const folder = mkdtempSync(path.join(tmpdir(), prefix));
  // Passable, not readable: as root the server runs as the user postgres.
  chmodSync(folder, 0o711);
  takeLock(lockIn(folder), "vitest");
  const server = await startPostgres({ directory: folder, durable: false, settings: { max_connections: "400" } });
  const password = "pitlane";
  const maintenance = databaseUrl("postgres", server.password, server.port, "postgres");
  await ensureLoginRole(maintenance, applicationRole, password);
  await ensureDatabase(maintenance, templateName);
  await migrate(
    databaseUrl("postgres", server.password, server.port, templateName),
    databaseUrl(applicationRole, password, server.port, templateName),
  );
  project.provide("testServer", { port: server.port, adminPassword: server.password, password });
  return () => remove(folder);
}
