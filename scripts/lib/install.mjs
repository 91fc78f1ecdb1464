import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";
import { hasMusl } from "./platform.mjs";
import { Problem, say } from "./say.mjs";

/** Whether node_modules of a folder is what its package-lock.json says; packages for other platforms may be absent. */
export function isInstalled(folder = root) {
  const read = (file) => JSON.parse(readFileSync(path.join(folder, file), "utf8"));
  if (!existsSync(path.join(folder, "node_modules/.package-lock.json"))) return false;
  const wanted = read("package-lock.json").packages;
  const there = read("node_modules/.package-lock.json").packages;
  const mayLack = (entry) =>
    entry.optional ||
    entry.devOptional ||
    entry.peer ||
    entry.extraneous ||
    (entry.dev && process.env.NODE_ENV === "production");
  for (const [name, entry] of Object.entries(wanted)) {
    if (name === "") continue;
    if (there[name] ? there[name].version !== entry.version : !mayLack(entry)) return false;
  }
  // What npm only found on disk and the lock file does not name was added by an install script (the pinned Node).
  return true;
}

/** `npm ci` in a folder; its errors are shown. Returns whether it went well. */
export function installIn(folder) {
  // Under `npm start` npm says where it is; its own copy also works when node_modules/.bin comes first in PATH.
  const npm = process.env.npm_execpath;
  const settings = ["ci", "--include=dev", "--loglevel=error"];
  const options = { cwd: folder, stdio: ["ignore", "ignore", "inherit"] };
  const run =
    npm && /\.c?js$/.test(npm)
      ? spawnSync(process.execPath, [npm, ...settings], options)
      : spawnSync("npm", settings, options);
  return run.status === 0;
}

/** Installs the packages of package-lock.json when they are not there. Returns true when it did. */
function install() {
  if (isInstalled()) return false;
  say("Installing the packages that package-lock.json names (about a minute) …");
  if (!installIn(root)) {
    throw new Problem("The packages could not be installed: npm's reason is above. Mend it and run the command again.");
  }
  return true;
}

function pinnedNode() {
  // The pinned one is built for glibc: on musl the system's Node has to be recent enough.
  if (hasMusl()) return null;
  const file = path.join(root, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");
  return existsSync(file) ? file : null;
}

/** Whether this Node can run our TypeScript directly. */
function isRecentEnough() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** Runs the same command under another Node, passes signals on to it, and ends as it ends. */
function handOver(node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PITLANE_HANDED_OVER: "1" },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`The pinned Node could not be run: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code) => process.exit(code ?? 1));
  return new Promise(() => undefined);
}

/**
 * npm runs a command through a shell that passes no signal on: told to stop, npm and the shell end, and the command is
 * left behind. So under npm the end of the parent is taken for the signal.
 */
function followNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 200);
  watch.unref();
}

/**
 * Makes sure that the packages are installed and that this is the pinned Node. Returns only in the process that is to
 * do the work: an older Node waits in here for the pinned one and ends with its exit code.
 */
export async function ready() {
  followNpm();
  // The process that handed over to this one has just installed; what this one starts was not handed anything.
  const handedOver = process.env.PITLANE_HANDED_OVER === "1";
  delete process.env.PITLANE_HANDED_OVER;
  const installed = !handedOver && install();
  const node = pinnedNode();
  const isPinned = node && realpathSync(process.execPath) === realpathSync(node);
  // After an install this process may have been started from a Node, or with files, that are no longer there.
  if (node && (!isPinned || installed) && !handedOver) await handOver(node);
  if (!node && !isRecentEnough()) {
    throw new Problem(
      `Pitlane needs Node 22.18 or newer and this is ${process.versions.node}: install a newer one, or the dev dependencies, which bring one where there is glibc.`,
    );
  }
  // Ours is a child of the older Node: when that one is killed, this one stops too.
  if (process.connected) {
    process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
    // Listening alone is no reason to stay: a command that is done ends.
    process.channel?.unref();
  }
}
