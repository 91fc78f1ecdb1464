import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as wasm from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

/** No table is left to others: the whole schema `public` is ours. */
const filters = { externalTables: [], externalEnums: [] };

let loaded = false;

/** Prisma's own schema engine, run inside Node: its native build is a download, and then nothing here needs one. */
function load(): void {
  if (loaded) return;
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
  const compiled = new WebAssembly.Module(readFileSync(path.join(folder, "schema_engine_bg.wasm")));
  const instance = new WebAssembly.Instance(compiled, { "./schema_engine_bg.js": { ...wasm } });
  wasm.__wbg_set_wasm(instance.exports);
  const begin = instance.exports.__wbindgen_start;
  if (typeof begin === "function") begin();
  loaded = true;
}

/** The files of a schema folder as the engine wants them. */
export function readSchema(folder: string): { path: string; content: string }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => ({ path: path.join(folder, name), content: readFileSync(path.join(folder, name), "utf8") }));
}

/** The migrations of a folder in the order of their names. */
export function readMigrations(folder: string): { name: string; sql: string }[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, sql: readFileSync(path.join(folder, name, "migration.sql"), "utf8") }));
}

/**
 * Prisma's adapter cuts a script at every semicolon, function bodies too, and sends the pieces one by one. Sent as one
 * message the server parses it, and a migration is one transaction.
 */
function sendingScriptsWhole(pool: pg.Pool, onError: (error: unknown) => void): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  const executeScript = async (script: string): Promise<void> => {
    try {
      await pool.query(script);
    } catch (error) {
      onError(error);
      throw error;
    }
  };
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => whole(await factory.connect(), executeScript),
    connectToShadowDb: () => factory.connectToShadowDb(),
  };
}

function whole(adapter: SqlDriverAdapter, executeScript: (script: string) => Promise<void>): SqlDriverAdapter {
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) => adapter.queryRaw(query),
    executeRaw: (query) => adapter.executeRaw(query),
    startTransaction: (level) => adapter.startTransaction(level),
    getConnectionInfo: () => adapter.getConnectionInfo?.() ?? { supportsRelationJoins: true },
    dispose: () => adapter.dispose(),
    executeScript,
  };
}

async function withEngine<T>(
  databaseUrl: string,
  schema: { path: string; content: string }[],
  work: (engine: wasm.SchemaEngine) => Promise<T>,
): Promise<T> {
  load();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  let refused: unknown;
  const adapter = bindMigrationAwareSqlAdapterFactory(
    sendingScriptsWhole(pool, (error) => {
      refused = error;
    }),
  );
  const datamodels = schema.map((file): [string, string] => [file.path, file.content]);
  const engine = await wasm.SchemaEngine.new({ datamodels }, () => undefined, adapter);
  try {
    return await work(engine);
  } catch (error) {
    // The engine reports a number in place of what the server said.
    throw refused instanceof Error
      ? new Error(`PostgreSQL refused a script: ${refused.message}`, { cause: error })
      : error;
  } finally {
    engine.free();
    await pool.end();
  }
}

/** Applies the migrations that the database has not had yet, in order. Returns their names. */
export async function applyMigrations(databaseUrl: string, schemaFolder: string, folder: string): Promise<string[]> {
  return withEngine(databaseUrl, readSchema(schemaFolder), async (engine) => {
    const applied = await engine.applyMigrations({
      migrationsList: {
        baseDir: folder,
        lockfile: {
          path: "migration_lock.toml",
          content: readFileSync(path.join(folder, "migration_lock.toml"), "utf8"),
        },
        shadowDbInitScript: "",
        migrationDirectories: readMigrations(folder).map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
        })),
      },
      filters,
    });
    return applied.appliedMigrationNames;
  });
}

/** The SQL that makes an empty database look like the Prisma schema given. */
export async function schemaAsSql(databaseUrl: string, schema: { path: string; content: string }[]): Promise<string> {
  return withEngine(databaseUrl, schema, async (engine) => {
    const difference = await engine.diff({
      from: { tag: "empty" },
      to: { tag: "schemaDatamodel", files: schema },
      script: true,
      exitCode: null,
      filters,
    });
    return difference.stdout ?? "";
  });
}
