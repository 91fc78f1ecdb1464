import { fork } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { freshBuild, holdBuild } from "./build.mjs";
import { requireDatabase, requireEnvironment, requirePort } from "./checks.mjs";
import { startDatabase, withClient } from "./database.mjs";
import { ensureSecrets } from "./env-file.mjs";
import { generateClient } from "./generate.mjs";
import { dataDirectory, openDataDirectory, root, shortHash } from "./paths.mjs";
import { lockHolder, releaseLock, takeLock } from "./processes.mjs";
import { Problem, say } from "./say.mjs";

/** Takes the state folder for this command, or says who has it. */
export function holdDataDirectory(directory, name) {
  const file = path.join(directory, "run.lock");
  const holder = takeLock(file, name);
  if (holder) {
    throw new Problem(
      `${directory} is in use by another Pitlane command (${holder.name}, process ${holder.pid}): end that one first, or set DATA_DIR to another folder.`,
    );
  }
  return () => releaseLock(file);
}

/** The database of this instance: DATABASE_URL's when given, else the embedded one, started here. */
export async function openDatabase(directory, environment = process.env) {
  if (environment.DATABASE_URL) {
    await requireDatabase("DATABASE_URL", environment.DATABASE_URL);
    await requireDatabase("DATABASE_ADMIN_URL", environment.DATABASE_ADMIN_URL);
    return {
      url: environment.DATABASE_URL,
      adminUrl: environment.DATABASE_ADMIN_URL,
      embedded: false,
      stop: async () => undefined,
    };
  }
  say("Starting the embedded PostgreSQL …");
  const server = await startDatabase({ directory });
  return { ...server, embedded: true };
}

/** Applies new migrations and says which. */
export async function migrateDatabase(database) {
  const { migrate } = await import("./migrate.ts");
  const applied = await migrate(database.adminUrl, database.url);
  if (applied.length > 0)
    say(`Brought the database up to date (${applied.length} migration${applied.length === 1 ? "" : "s"}).`);
}

async function seedIfEmpty(database) {
  const { rows } = await withClient(database.adminUrl, (client) =>
    client.query("select exists (select from tenant) as seeded"),
  );
  if (rows[0].seeded) return;
  say("Writing the demo: Northside Motors and its year of work …");
  const { seedDemo } = await import("../../prisma/seed/demo.ts");
  await seedDemo(database.adminUrl);
}

async function openMailbox(directory) {
  if (process.env.SMTP_URL) return { environment: {}, close: async () => undefined };
  const { startMailbox } = await import("../../src/server/gateways/mailbox-server.ts");
  const mailDirectory = path.join(directory, "mailbox");
  mkdirSync(mailDirectory, { recursive: true, mode: 0o700 });
  const mailbox = await startMailbox({ directory: mailDirectory });
  return { environment: { SMTP_URL: mailbox.smtpUrl, MAILBOX_DIR: mailDirectory }, close: () => mailbox.close() };
}

/** Stripe's stand-in, unless STRIPE_* is set. It answers this machine alone, whatever HOST opens. */
async function openSandbox(directory, secrets, { host, port }) {
  if (process.env.STRIPE_SECRET_KEY) return { environment: {}, close: async () => undefined };
  const { startSandbox } = await import("../../src/server/gateways/sandbox/sandbox-server.ts");
  const nearby = ["localhost", "127.0.0.1", "[::1]"].map((name) => `http://${name}:${port}`);
  const sandbox = await startSandbox({
    directory: path.join(directory, "sandbox"),
    secretKey: secrets.SANDBOX_SECRET_KEY,
    publishableKey: secrets.SANDBOX_PUBLISHABLE_KEY,
    webhookSecret: secrets.SANDBOX_WEBHOOK_SECRET,
    webhookUrl: `http://${hostInUrl(host)}:${port}/api/webhooks/stripe`,
    appOrigins: process.env.APP_URL ? [new URL(process.env.APP_URL).origin] : nearby,
  });
  return { environment: { SANDBOX_URL: sandbox.url }, close: () => sandbox.close() };
}

/** Where this process reaches a server that listens on `host`. */
function hostInUrl(host) {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** Texts are kept in the data folder, where the server itself writes them, unless Twilio takes them. */
function textsEnvironment(directory) {
  return process.env.TWILIO_ACCOUNT_SID ? {} : { TEXTS_DIR: path.join(directory, "texts") };
}

function launchServer(environment) {
  const child = fork(path.join(root, "scripts/lib/serve.mjs"), {
    cwd: root,
    env: environment,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const listening = new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("error", reject);
    child.once("exit", () => reject(new Problem("The server did not start: its reason is above.")));
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), 4000);
    await ended;
    clearTimeout(patience);
  };
  return { listening, ended, stop };
}

/**
 * V8 lets garbage grow with the machine's memory, to a gigabyte where a quarter of that is in use, and glibc keeps what
 * was freed, an arena for each of its threads. What a person has set stands.
 */
export function memoryLimits({ NODE_OPTIONS = "", MALLOC_ARENA_MAX = "2", MALLOC_TRIM_THRESHOLD_ = "131072" }) {
  return {
    NODE_OPTIONS: `--max-old-space-size=384 --max-semi-space-size=8 ${NODE_OPTIONS}`.trim(),
    MALLOC_ARENA_MAX,
    MALLOC_TRIM_THRESHOLD_,
  };
}

function serverEnvironment({ mode, directory, secrets, database, mailbox, sandbox, build }) {
  const { DATABASE_ADMIN_URL, ...given } = process.env;
  const developing =
    directory === path.join(root, ".data") ? {} : { NEXT_DIST_DIR: `.next/cache/dev-${shortHash(directory)}` };
  return {
    ...given,
    ...secrets,
    ...mailbox.environment,
    ...sandbox.environment,
    ...textsEnvironment(directory),
    // Compiling takes more: dev keeps Node's own limits.
    ...(mode === "start" ? memoryLimits(given) : {}),
    NODE_ENV: mode === "start" ? "production" : "development",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: database.url,
    DATA_DIR: directory,
    ...(build ? { NEXT_DIST_DIR: path.relative(root, build) } : developing),
  };
}

function introduce(database, address) {
  say(`\nPitlane is running at ${address}`);
  if (!database.embedded) return;
  say("  Sign in as advisor@northside.test, owner@northside.test, admin@northside.test or technician@northside.test");
  say("  with the password pitlane-demo. Ctrl-C stops everything.\n");
}

function whatIsEmbedded(database, sandbox) {
  const defaults = [
    [database.embedded, "the database"],
    [!process.env.SMTP_URL, "the mailbox (/dev/mailbox)"],
    [!process.env.TWILIO_ACCOUNT_SID, "the log of texts (/dev/mailbox)"],
    [!process.env.STRIPE_SECRET_KEY, `the sandbox gateway (${sandbox.environment.SANDBOX_URL})`],
    [!process.env.INNGEST_EVENT_KEY && !process.env.INNGEST_DEV, "the runner of events"],
    [!process.env.S3_BUCKET, "the store of files"],
  ];
  const names = defaults.filter(([isDefault]) => isDefault).map(([, name]) => name);
  if (names.length > 0) say(`Embedded here: ${names.join(", ")}.`);
}

/**
 * Runs one instance until it is told to stop: `start` serves a production build, `dev` compiles while one works.
 * @param {{ mode: "start" | "dev" }} options
 */
export async function runInstance({ mode }) {
  await requireEnvironment({ ...process.env, NODE_ENV: mode === "start" ? "production" : "development" });
  const port = Number(process.env.PORT || 3000);
  const host = process.env.HOST || "127.0.0.1";
  const directory = dataDirectory();
  openDataDirectory(directory);
  // The server of a killed start notices within seconds that it is alone, and gives the port back.
  const lock = path.join(directory, "run.lock");
  await requirePort(port, host, existsSync(lock) && !lockHolder(lock) ? 6000 : 0);
  const secrets = ensureSecrets(directory);

  // What was begun last is ended first, so the database goes last.
  const endings = [holdDataDirectory(directory, `${mode}.mjs`)];
  let end;
  const told = new Promise((resolve) => {
    end = resolve;
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));
  const finish = async () => {
    for (const ending of endings.splice(0).reverse()) await ending();
  };

  const unlessTold = (work) => Promise.race([work, told.then(() => Promise.reject(new Stopped()))]);
  try {
    const database = await openDatabase(directory);
    endings.push(() => database.stop());
    await unlessTold(generateClient());
    await unlessTold(migrateDatabase(database));
    if (database.embedded && existsSync(path.join(root, "prisma/seed/demo.ts")))
      await unlessTold(seedIfEmpty(database));
    const build = mode === "start" ? await unlessTold(freshBuild()) : null;
    if (build) holdBuild(build);
    const mailbox = await openMailbox(directory);
    endings.push(mailbox.close);
    const sandbox = await openSandbox(directory, secrets, { host, port });
    endings.push(sandbox.close);
    whatIsEmbedded(database, sandbox);
    const server = launchServer(serverEnvironment({ mode, directory, secrets, database, mailbox, sandbox, build }));
    endings.push(server.stop);
    await unlessTold(server.listening);
    const address = process.env.APP_URL || `http://localhost:${port}`;
    introduce(database, address);
    const reason = await Promise.race([told, server.ended.then(() => "server")]);
    if (reason === "server") throw new Problem("The server ended by itself, so everything else was stopped too.");
    say("Stopping …");
  } catch (error) {
    if (!(error instanceof Stopped)) {
      await finish();
      throw error;
    }
  }
  await finish();
  say("Stopped.");
  process.exit(0);
}

/** Somebody asked to stop while something was still being prepared. */
class Stopped extends Error {}
