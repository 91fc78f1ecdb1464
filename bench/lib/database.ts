import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { applicationRole, databaseUrl, ensureDatabase, ensureLoginRole } from "../../scripts/lib/database.mjs";
import { migrate } from "../../scripts/lib/migrate.ts";
import { endLeftPostgres, startPostgres } from "../../scripts/lib/postgres.mjs";

export type BenchDatabase = { readonly url: string; readonly adminUrl: string; readonly stop: () => Promise<void> };

const name = "pitlane_bench";

/**
 * Starts an embedded PostgreSQL of the benchmarks' own in a folder that is thrown away, with every write guarantee on
 * as in production. Checkpoints and vacuum are kept out of the few seconds that are measured.
 */
export const startBenchDatabase = async (): Promise<BenchDatabase> => {
  const folder = mkdtempSync(path.join(tmpdir(), "pitlane-bench-"));
  // Passable, not readable: as root the server runs as the user postgres.
  chmodSync(folder, 0o711);
  const stop = async (): Promise<void> => {
    await endLeftPostgres(folder, { andItsData: true });
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const server = await startPostgres({
      directory: folder,
      settings: { shared_buffers: "256MB", max_wal_size: "4GB", checkpoint_timeout: "1h", autovacuum: "off" },
    });
    const password = randomBytes(12).toString("hex");
    const maintenance = databaseUrl("postgres", server.password, server.port, "postgres");
    await ensureLoginRole(maintenance, applicationRole, password);
    await ensureDatabase(maintenance, name);
    const adminUrl = databaseUrl("postgres", server.password, server.port, name);
    const url = databaseUrl(applicationRole, password, server.port, name);
    await migrate(adminUrl, url);
    return { url, adminUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** A database of the peers' own on the same server; made once. Returns its URL, as the owner of the server. */
export const peerDatabase = async (): Promise<string> => {
  peers ??= createPeerDatabase();
  return peers;
};
let peers: Promise<string> | undefined;

const createPeerDatabase = async (): Promise<string> => {
  const url = new URL(process.env.DATABASE_ADMIN_URL ?? "");
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query("create database bench_peers");
  await client.end();
  url.pathname = "/bench_peers";
  return url.href;
};
