import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { applicationRole, databaseUrl, ensureDatabase, ensureLoginRole } from "../../scripts/lib/database.mjs";
import { migrate } from "../../scripts/lib/migrate.ts";
import { root } from "../../scripts/lib/paths.mjs";
import { startPostgres } from "../../scripts/lib/postgres.mjs";
import { say } from "../../scripts/lib/say.mjs";
import { atEnd } from "../lib/ending.ts";
import { fill } from "./fill.ts";

/** A database with so many cards, on a server of its own. */
export type Store = { readonly cards: number; readonly url: string; readonly adminUrl: string };

const folder = path.join(root, ".data/bench");

/** What the databases are made of: they are made anew when the tables or the way of filling them changed. */
const madeOf = (): string => {
  const hash = createHash("sha256");
  const migrations = path.join(root, "prisma/migrations");
  for (const name of readdirSync(migrations).sort()) {
    const file = path.join(migrations, name, "migration.sql");
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  hash.update(readFileSync(path.join(import.meta.dirname, "fill.ts")));
  return hash.digest("hex").slice(0, 12);
};

const passwords = (): { postgres: string; application: string } => {
  const file = path.join(folder, "passwords.json");
  if (!existsSync(file)) {
    const made = { postgres: randomBytes(12).toString("hex"), application: randomBytes(12).toString("hex") };
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  }
  const read: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof read !== "object" || read === null || !("postgres" in read) || !("application" in read))
    throw new Error(`${file} is not readable: remove ${folder}.`);
  return { postgres: String(read.postgres), application: String(read.application) };
};

const withAdmin = async <Result>(url: string, work: (admin: pg.Pool) => Promise<Result>): Promise<Result> => {
  const admin = new pg.Pool({ connectionString: url, max: 2 });
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
};

let started: ReturnType<typeof start> | undefined;
const start = async () => {
  mkdirSync(folder, { recursive: true });
  const known = passwords();
  const server = await startPostgres({
    directory: folder,
    password: known.postgres,
    settings: { shared_buffers: "1GB", max_wal_size: "8GB", checkpoint_timeout: "1h", autovacuum: "off" },
  });
  atEnd(() => server.stop());
  return { known, server };
};

/**
 * The databases of these sizes under `.data/bench`, made once and kept: under a minute for each hundred thousand cards.
 * Write guarantees are on as in production; vacuum and checkpoints are kept out of the seconds that are measured.
 */
export const openStores = async (sizes: readonly number[]): Promise<Store[]> => {
  started ??= start();
  const { known, server } = await started;
  const urlOf = (name: string) => databaseUrl("postgres", known.postgres, server.port, name);
  await ensureLoginRole(urlOf("postgres"), applicationRole, known.application);
  const version = madeOf();
  const nameOf = (cards: number) => `cards_${cards}_${version}`;
  const there = await withAdmin(urlOf("postgres"), async (admin) => {
    const { rows } = await admin.query<{ name: string }>(
      "select datname as name from pg_database where datname like 'cards%'",
    );
    const names = rows.map(({ name }) => name);
    for (const name of names.filter((each) => !each.endsWith(version))) await admin.query(`drop database "${name}"`);
    return new Set(names);
  });
  const stores: Store[] = [];
  for (const cards of sizes) {
    const name = nameOf(cards);
    if (!there.has(name)) {
      say(`  making the database of ${cards.toLocaleString("en")} job cards, once …`);
      // Under another name until it is whole: one that was broken off is made again.
      const draft = `cards_draft_${cards}`;
      await withAdmin(urlOf("postgres"), (admin) => admin.query(`drop database if exists ${draft}`));
      await ensureDatabase(urlOf("postgres"), draft);
      await migrate(urlOf(draft), databaseUrl(applicationRole, known.application, server.port, draft));
      await withAdmin(urlOf(draft), (admin) => fill(admin, cards, say));
      await withAdmin(urlOf("postgres"), (admin) => admin.query(`alter database ${draft} rename to "${name}"`));
    }
    stores.push({
      cards,
      url: databaseUrl(applicationRole, known.application, server.port, name),
      adminUrl: urlOf(name),
    });
  }
  return stores;
};
