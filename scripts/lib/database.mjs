import { randomBytes } from "node:crypto";
import pg from "pg";
import { readEnvFile, updateEnvFile } from "./env-file.mjs";
import { resetPassword, runningPostmaster, startPostgres } from "./postgres.mjs";
import { placePostgres } from "./postgres-place.mjs";

/** Login role of the application and name of its database in the embedded server. */
export const applicationRole = "pitlane";
export const applicationDatabase = "pitlane";

const text = (value) => `'${value.replaceAll("'", "''")}'`;

/** A plain libpq URL on the loopback interface. */
export function databaseUrl(user, password, port, database) {
  return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * Runs `work` with one connection and closes it.
 * @template T
 * @param {string} url
 * @param {(client: import("pg").Client) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes or mends the application's login role: it may log in and nothing else; its rights come from pitlane_app. */
export async function ensureLoginRole(adminUrl, role, password) {
  await withClient(adminUrl, async (client) => {
    const known = await client.query("select 1 from pg_roles where rolname = $1", [role]);
    const verb = known.rowCount === 0 ? "create" : "alter";
    await client.query(
      `${verb} role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password ${text(password)}`,
    );
  });
}

/** Makes a database with UTF-8 and the builtin C.UTF-8 locale unless it exists. Returns true when it was made. */
export async function ensureDatabase(adminUrl, name) {
  return withClient(adminUrl, async (client) => {
    const known = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (known.rowCount !== 0) return false;
    await client.query(
      `create database ${name} template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'`,
    );
    return true;
  });
}

function passwordIn(url) {
  return url ? decodeURIComponent(new URL(url).password) : "";
}

async function refusesPassword(url) {
  try {
    await withClient(url, (client) => client.query("select 1"));
    return false;
  } catch (error) {
    if (error.code === "28P01") return true;
    throw error;
  }
}

/**
 * Starts the embedded server of a state folder with its role and database, and writes both URLs to the folder's `env`.
 * @returns {Promise<{ url: string, adminUrl: string, pid: number, port: number, stop(): Promise<void> }>}
 */
export async function startDatabase({ directory, durable = true, settings = {} }) {
  const known = readEnvFile(directory);
  const adminPassword = passwordIn(known.DATABASE_ADMIN_URL) || randomBytes(24).toString("hex");
  const password = passwordIn(known.DATABASE_URL) || randomBytes(24).toString("hex");
  const urls = (port) => ({
    DATABASE_URL: databaseUrl(applicationRole, password, port, applicationDatabase),
    DATABASE_ADMIN_URL: databaseUrl("postgres", adminPassword, port, applicationDatabase),
  });
  // Written before the data folder is made: a start killed in between must find the password that it gave.
  if (!known.DATABASE_ADMIN_URL) updateEnvFile(directory, urls(0));

  let server = await startPostgres({ directory, password: adminPassword, durable, settings });
  if (await refusesPassword(databaseUrl("postgres", adminPassword, server.port, "postgres"))) {
    await server.stop();
    resetPassword(server.place, adminPassword);
    server = await startPostgres({ directory, password: adminPassword, durable, settings });
  }
  const { port } = server;
  const maintenance = databaseUrl("postgres", adminPassword, port, "postgres");
  await ensureLoginRole(maintenance, applicationRole, password);
  await ensureDatabase(maintenance, applicationDatabase);
  const written = updateEnvFile(directory, urls(port));
  return { url: written.DATABASE_URL, adminUrl: written.DATABASE_ADMIN_URL, pid: server.pid, port, stop: server.stop };
}

/** The URLs of this folder's server if it runs at this moment, else null. */
export function runningDatabase(directory) {
  const known = readEnvFile(directory);
  if (!known.DATABASE_ADMIN_URL || !known.DATABASE_URL) return null;
  const server = runningPostmaster(placePostgres(directory).data);
  const port = Number(new URL(known.DATABASE_ADMIN_URL).port);
  return server?.ready && server.port === port ? { url: known.DATABASE_URL, adminUrl: known.DATABASE_ADMIN_URL } : null;
}
