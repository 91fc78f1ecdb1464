import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startDatabase, withClient } from "../../scripts/lib/database.mjs";
import { ensureSecrets, readEnvFile } from "../../scripts/lib/env-file.mjs";
import { migrate } from "../../scripts/lib/migrate.ts";
import { endLeftPostgres } from "../../scripts/lib/postgres.mjs";
import { cloneDatabase } from "../harness/db.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "pitlane-database-"));
  chmodSync(directory, 0o711);
});

afterEach(async () => {
  await endLeftPostgres(directory, { andItsData: true });
  rmSync(directory, { recursive: true, force: true });
});

test("a server killed without warning is replaced, and what was committed is there", async () => {
  const first = await startDatabase({ directory });
  await withClient(first.adminUrl, (client) => client.query("create table kept as select 42 as answer"));
  process.kill(first.pid, "SIGKILL");
  const second = await startDatabase({ directory });
  const { rows } = await withClient(second.adminUrl, (client) => client.query("select answer from kept"));
  expect(rows).toEqual([{ answer: 42 }]);
});

test("a server left running by a killed start is ended and started anew", async () => {
  const first = await startDatabase({ directory });
  const second = await startDatabase({ directory });
  expect(second.pid).not.toBe(first.pid);
  await expect(withClient(first.adminUrl, (client) => client.query("select 1"))).rejects.toThrow();
});

test("a lost env file does not lose the database", async () => {
  const first = await startDatabase({ directory });
  await first.stop();
  rmSync(path.join(directory, "env"));
  const second = await startDatabase({ directory });
  await withClient(second.url, (client) => client.query("select 1"));
  expect(readEnvFile(directory).DATABASE_URL).toBe(second.url);
});

test("secrets are made once, for their owner's eyes alone, and a given one is not written down", () => {
  const first = ensureSecrets(directory, {});
  expect(ensureSecrets(directory, {})).toEqual(first);
  expect(statSync(path.join(directory, "env")).mode & 0o777).toBe(0o600);
  const given = { AUTH_SECRET: "g".repeat(40) };
  expect(ensureSecrets(directory, given).AUTH_SECRET).toBe(given.AUTH_SECRET);
  expect(readEnvFile(directory).AUTH_SECRET).toBe(first.AUTH_SECRET);
});

test("two starts that migrate one database at once apply each migration once", async () => {
  const extra = await cloneDatabase(undefined, "template0");
  const [one, two] = await Promise.all([migrate(extra.adminUrl, extra.url), migrate(extra.adminUrl, extra.url)]);
  expect([one.length, two.length].sort()).toEqual([0, Math.max(one.length, two.length)]);
  const { rows } = await withClient(extra.adminUrl, (client) =>
    client.query("select count(*)::int as n from _prisma_migrations"),
  );
  expect(rows).toEqual([{ n: one.length + two.length }]);
  await extra.drop();
});

test("a migration that stops half way leaves nothing of itself, and the next start applies it", async () => {
  const extra = await cloneDatabase(undefined, "template0");
  const migrations = path.join(directory, "migrations");
  const write = (sql: string) => {
    mkdirSync(path.join(migrations, "1_first"), { recursive: true });
    writeFileSync(path.join(migrations, "migration_lock.toml"), 'provider = "postgresql"\n');
    writeFileSync(path.join(migrations, "1_first/migration.sql"), sql);
  };
  write("create table half (n int); do $$ begin perform 1; raise exception 'cut; here'; end $$;");
  await expect(migrate(extra.adminUrl, extra.url, { migrations })).rejects.toThrow(/cut; here/);
  await withClient(extra.adminUrl, async (client) => {
    expect((await client.query("select to_regclass('half') as half")).rows).toEqual([{ half: null }]);
  });
  write("create table half (n int);");
  expect(await migrate(extra.adminUrl, extra.url, { migrations })).toEqual(["1_first"]);
  await extra.drop();
});

test("a migration changed after it was applied is refused by name", async () => {
  const extra = await cloneDatabase();
  await withClient(extra.adminUrl, (client) => client.query("update _prisma_migrations set checksum = 'other'"));
  await expect(migrate(extra.adminUrl, extra.url)).rejects.toThrow(/was changed after this database had it/);
  await extra.drop();
});
