import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { placePostgres } from "./postgres-place.mjs";
import { commandLine, freePort, isAlive, waitForExit } from "./processes.mjs";
import { Problem } from "./say.mjs";

/** Nothing of the caller's environment reaches the server: PG* variables and locales would change what it does. */
const environment = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

const logLimit = 10 * 1024 * 1024;

function initialise(place, password, durable) {
  const draft = `${place.data}.new-${process.pid}`;
  const passwordFile = `${place.data}.password-${process.pid}`;
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (place.user) {
    chownSync(draft, place.user.uid, place.user.gid);
    chownSync(passwordFile, place.user.uid, place.user.gid);
  }
  // The locale is spelled out because initdb takes it from the environment, and falls to SQL_ASCII where there is none.
  const settings = [
    `--pgdata=${draft}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-instructions",
  ];
  if (!durable) settings.push("--no-sync");
  const run = spawnSync(path.join(place.native, "bin/initdb"), settings, {
    ...place.user,
    cwd: "/",
    env: environment,
    encoding: "utf8",
  });
  rmSync(passwordFile, { force: true });
  if (run.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new Error(`initdb failed: ${run.error?.message ?? run.stderr}`);
  }
  // A data folder exists whole or not at all: a start killed half way leaves only a draft.
  renameSync(draft, place.data);
}

/** Reads postmaster.pid: the id and port of a server that really is this folder's, else null. */
export function runningPostmaster(data) {
  const file = path.join(data, "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  const ours = pid > 0 && isAlive(pid) && commandLine(pid).includes(data);
  return ours ? { pid, port: Number(lines[3]), ready: (lines[7] ?? "").trim() === "ready" } : null;
}

/** Ends a server: its clients are cut off and the data is written out; after eight seconds it is ended at once. */
async function stopPostmaster(pid) {
  const signals = [
    ["SIGINT", 7000],
    ["SIGQUIT", 2000],
    ["SIGKILL", 2000],
  ];
  for (const [signal, patience] of signals) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    if (await waitForExit(pid, patience)) return;
  }
}

/**
 * Ends the server that a killed process left behind in a state folder, if there is one.
 * @param {string} directory state folder
 * @param {{ andItsData?: boolean }} [options] andItsData removes the data folder too, wherever it was placed
 */
export async function endLeftPostgres(directory, options = {}) {
  const { data } = placePostgres(directory);
  const left = runningPostmaster(data);
  if (left) await stopPostmaster(left.pid);
  if (!options.andItsData) return;
  rmSync(data, { recursive: true, force: true });
  if (path.basename(data) === "data") rmSync(path.dirname(data), { recursive: true, force: true });
}

function openLog(file) {
  const tooLong = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > logLimit;
  return openSync(file, tooLong ? "w" : "a", 0o600);
}

function launch(place, port, log, settings) {
  const output = openLog(log);
  const from = statSync(log).size;
  // detached: its own session, so that Ctrl-C in the terminal reaches Pitlane and not the database first.
  const child = spawn(
    path.join(place.native, "bin/postgres"),
    [
      "-D",
      place.data,
      "-p",
      String(port),
      ...Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]),
    ],
    { ...place.user, cwd: "/", env: environment, detached: true, stdio: ["ignore", output, output] },
  );
  closeSync(output);
  child.unref();
  return { child, from };
}

async function becomesReady(place, child, port) {
  let failed = false;
  child.once("error", () => {
    failed = true;
  });
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    if (failed || child.exitCode !== null || child.signalCode !== null) return false;
    const server = runningPostmaster(place.data);
    if (server?.pid === child.pid && server.ready && server.port === port) return true;
    await wait(20);
  }
  return false;
}

/** Sets the superuser's password in single-user mode: for a state folder whose `env` was lost. */
export function resetPassword(place, password) {
  const run = spawnSync(path.join(place.native, "bin/postgres"), ["--single", "-D", place.data, "postgres"], {
    ...place.user,
    cwd: "/",
    env: environment,
    input: `alter role postgres password '${password.replaceAll("'", "''")}'\n`,
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(`The database's password could not be set anew: ${run.stderr}`);
}

/**
 * Starts the embedded PostgreSQL of a state folder, making its data folder first if there is none. A server that was
 * left behind by a killed start is ended first.
 *
 * @param {object} options
 * @param {string} options.directory state folder (absolute); data, log and, unless moved, everything else is under it
 * @param {string} [options.password] of the superuser `postgres`; made at random when left out
 * @param {boolean} [options.durable] false turns off every write guarantee: for databases that are thrown away
 * @param {Record<string, string>} [options.settings] further server settings
 * @returns {Promise<{ pid: number, port: number, data: string, place: object, password: string, stop(): Promise<void> }>}
 */
export async function startPostgres({
  directory,
  password = randomBytes(24).toString("hex"),
  durable = true,
  settings = {},
}) {
  const place = placePostgres(directory);
  if (!existsSync(path.join(place.data, "PG_VERSION"))) initialise(place, password, durable);
  const left = runningPostmaster(place.data);
  if (left) await stopPostmaster(left.pid);

  const log = path.join(directory, "postgres.log");
  const durability = durable
    ? { fsync: "on", synchronous_commit: "on" }
    : { fsync: "off", synchronous_commit: "off", full_page_writes: "off", autovacuum: "off" };
  const all = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    timezone: "UTC",
    log_timezone: "UTC",
    ...durability,
    ...settings,
  };
  // Backends of a killed server may hold its shared memory for a moment, and a port can be taken between look and use.
  for (const pause of [200, 400, 800, 1600, 3200, 0]) {
    const port = await freePort();
    const { child, from } = launch(place, port, log, all);
    if (await becomesReady(place, child, port)) {
      return { pid: child.pid, port, data: place.data, place, password, stop: () => stopPostmaster(child.pid) };
    }
    if (pause === 0) {
      const said = readFileSync(log).subarray(from).toString("utf8").trim().split("\n").slice(-3).join(" ");
      throw new Problem(`The embedded PostgreSQL did not start: ${said || "it gave no reason"} (whole log: ${log})`);
    }
    await wait(pause);
  }
  throw new Problem("The embedded PostgreSQL did not start.");
}
