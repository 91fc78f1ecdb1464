import { spawnSync } from "node:child_process";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** True while a process with this id exists, whoever owns it. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** The command line of a process, "" when it is gone. Process ids are reused, so nothing is ended on its id alone. */
export function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    // No /proc (macOS), or the process is gone: ps tells the one from the other.
    return spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout?.trim() ?? "";
  }
}

/** Waits until a process is gone. Returns false when it is still there after the time given. */
export async function waitForExit(pid, milliseconds) {
  const end = Date.now() + milliseconds;
  // A zombie has no command line: it ended, though whoever should have taken note of it did not.
  while (isAlive(pid) && commandLine(pid) !== "") {
    if (Date.now() > end) return false;
    await wait(25);
  }
  return true;
}

/** A TCP port of the loopback interface that is free at this moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Null when the port can be listened on, else the error's code. */
export function portProblem(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** Reads a lock file: the holder while that process lives and is what it said it was, else null. */
export function lockHolder(file) {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8"));
    return isAlive(holder.pid) && commandLine(holder.pid).includes(holder.name) ? holder : null;
  } catch {
    // Absent, or written half by a process that was killed: nobody holds it.
    return null;
  }
}

/**
 * Takes a lock file for this process. `name` is a word of this process's command line, by which others know that the
 * holder still runs. Returns null on success, else the living holder ({ pid, name, … }).
 */
export function takeLock(file, name, details = {}) {
  // Written beside and linked into place, so that nobody reads a lock that is half written.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, name, ...details }), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        linkSync(draft, file);
        return null;
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
        const holder = lockHolder(file);
        if (holder) return holder;
        rmSync(file, { force: true });
      }
    }
    return lockHolder(file) ?? { pid: 0, name: "another process" };
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Gives the lock file back. */
export function releaseLock(file) {
  rmSync(file, { force: true });
}

/** Takes a lock file, waiting for its holder to finish. Returns what gives it back. */
export async function waitForLock(file, onWait = () => undefined) {
  const name = path.basename(process.argv[1] ?? "node");
  let told = false;
  for (;;) {
    const holder = takeLock(file, name);
    if (!holder) return () => releaseLock(file);
    if (!told) onWait(holder);
    told = true;
    await wait(100);
  }
}
