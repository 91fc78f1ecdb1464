import { createHash } from "node:crypto";
import path from "node:path";
import pg from "pg";
import { root } from "./paths.mjs";
import { Problem } from "./say.mjs";
import { applyMigrations, readMigrations } from "./schema-engine.ts";

/** Any constant will do: whoever migrates this database holds it, so that two starts do not migrate at once. */
const lockNumber = 7_421_990_118;

type Options = { schema?: string; migrations?: string };

async function recordedMigrations(client: pg.Client): Promise<{ name: string; checksum: string; finished: boolean }[]> {
  const table = await client.query("select to_regclass('_prisma_migrations') is not null as known");
  if (!table.rows[0].known) return [];
  const rows = await client.query(
    `select migration_name as name, checksum, finished_at is not null as finished
       from _prisma_migrations where rolled_back_at is null`,
  );
  return rows.rows;
}

/**
 * A migration is one message to the server and so one transaction: one without its end was undone when its start was
 * killed. Called under the lock, when no other start can be in the middle of it.
 */
async function forgetUnfinished(client: pg.Client): Promise<void> {
  const recorded = await recordedMigrations(client);
  if (recorded.some((migration) => !migration.finished)) {
    await client.query(
      "update _prisma_migrations set rolled_back_at = now() where finished_at is null and rolled_back_at is null",
    );
  }
}

async function refuseAltered(client: pg.Client, migrations: string): Promise<void> {
  const files = new Map(readMigrations(migrations).map(({ name, sql }) => [name, sql]));
  for (const { name, checksum } of await recordedMigrations(client)) {
    const sql = files.get(name);
    if (sql === undefined) {
      throw new Problem(
        `The database has had the migration ${name}, which this version does not know: use a newer one.`,
      );
    }
    if (createHash("sha256").update(sql).digest("hex") !== checksum) {
      throw new Problem(
        `The migration ${name} was changed after this database had it. Put it back and add a new one; an embedded database that holds nothing of value can also be made anew by deleting its data folder.`,
      );
    }
  }
}

/**
 * Brings a database to the state of `prisma/migrations` and gives the application's login role its rights.
 * @param adminUrl owner of the database (DATABASE_ADMIN_URL)
 * @param applicationUrl DATABASE_URL, whose user becomes a member of pitlane_app
 * @returns names of the migrations applied now
 * @throws Problem when a migration was altered after it had been applied, or the login could pass by the policies
 */
export async function migrate(adminUrl: string, applicationUrl: string, options: Options = {}): Promise<string[]> {
  const schema = options.schema ?? path.join(root, "prisma/schema");
  const migrations = options.migrations ?? path.join(root, "prisma/migrations");
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lockNumber]);
    await forgetUnfinished(client);
    await refuseAltered(client, migrations);
    const applied = await applyMigrations(adminUrl, schema, migrations);
    await grantRights(client, decodeURIComponent(new URL(applicationUrl).username));
    return applied;
  } finally {
    await client.end();
  }
}

async function grantRights(client: pg.Client, login: string): Promise<void> {
  const known = await client.query("select rolsuper or rolbypassrls as passes from pg_roles where rolname = $1", [
    login,
  ]);
  const role = known.rows[0];
  if (!role) throw new Problem(`DATABASE_URL logs in as ${login}, and the server has no such role.`);
  if (role.passes) {
    throw new Problem(
      `DATABASE_URL logs in as ${login}, which passes by row level security: use a role with NOSUPERUSER and NOBYPASSRLS there, and keep ${login} for DATABASE_ADMIN_URL.`,
    );
  }
  await client.query(`grant pitlane_app to ${client.escapeIdentifier(login)}`);
}
