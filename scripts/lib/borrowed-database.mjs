import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { requireDatabase } from "./checks.mjs";
import { runningDatabase, startDatabase } from "./database.mjs";
import { readEnvFile } from "./env-file.mjs";
import { dataDirectory, openDataDirectory } from "./paths.mjs";
import { releaseLock, takeLock } from "./processes.mjs";
import { Problem, say } from "./say.mjs";

/**
 * The database for a command that works beside or without a running instance: the environment's, else the one of a
 * running instance, else the embedded one, started for as long as `work` takes.
 * @param {string} name of the command, as its process shows it
 * @param {(urls: { url: string, adminUrl: string, embedded: boolean }) => Promise<unknown>} work
 */
export async function withDatabase(name, work) {
  const { DATABASE_ADMIN_URL: adminUrl, DATABASE_URL: url = "" } = process.env;
  if (adminUrl) {
    await requireDatabase("DATABASE_ADMIN_URL", adminUrl);
    return work({ url, adminUrl, embedded: false });
  }
  const directory = dataDirectory();
  if (!readEnvFile(directory).DATABASE_ADMIN_URL || !existsSync(path.join(directory, "env"))) {
    throw new Problem("There is no database yet: run npm start once, or set DATABASE_ADMIN_URL.");
  }
  openDataDirectory(directory);
  const lock = path.join(directory, "run.lock");
  const holder = takeLock(lock, name);
  if (holder) return work({ ...(await databaseOf(directory, holder)), embedded: true });
  try {
    say("Starting the embedded PostgreSQL for the moment …");
    const server = await startDatabase({ directory });
    try {
      return await work({ ...server, embedded: true });
    } finally {
      await server.stop();
    }
  } finally {
    releaseLock(lock);
  }
}

async function databaseOf(directory, holder) {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    const running = runningDatabase(directory);
    if (running) return running;
    await wait(200);
  }
  throw new Problem(
    `The database of process ${holder.pid} (${holder.name}) is not ready: try again when that one has started.`,
  );
}
