import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { filesUnder } from "./files.mjs";
import { root } from "./paths.mjs";
import { commandLine, isAlive, waitForExit, waitForLock } from "./processes.mjs";
import { Problem, say } from "./say.mjs";

// `next build` empties .next except for its cache. Finished builds are kept in there, each under the hash of its
// sources and never changed: a build beside a running instance does not pull the pages from under it.
const builds = path.join(root, ".next/cache/builds");
const builderFile = path.join(root, ".next/cache/build.pid");

function sources() {
  const single = ["next.config.js", "postcss.config.mjs", "package-lock.json", "tsconfig.json"];
  const folders = ["src", "public", "prisma/schema"]
    .map((name) => path.join(root, name))
    .filter((folder) => existsSync(folder));
  return single
    .map((name) => path.join(root, name))
    .filter((file) => existsSync(file))
    .concat(folders.flatMap((folder) => filesUnder(folder, ["generated"])))
    .filter((file) => !/\.i?test\.tsx?$/.test(file));
}

function sourceHash() {
  const hash = createHash("sha256").update(root);
  for (const file of sources())
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/** Ends the `next build` of a start that was killed: it goes on alone, and Next refuses two at once. */
async function endLeftBuild() {
  const pid = existsSync(builderFile) ? Number(readFileSync(builderFile, "utf8")) : 0;
  if (pid > 0 && isAlive(pid) && commandLine(pid).includes("next")) {
    process.kill(pid, "SIGKILL");
    await waitForExit(pid, 5000);
  }
  rmSync(builderFile, { force: true });
}

function nextBuild() {
  return new Promise((resolve, reject) => {
    const { DATABASE_URL, DATABASE_ADMIN_URL, NEXT_DIST_DIR, ...environment } = process.env;
    const child = spawn(process.execPath, [path.join(root, "node_modules/next/dist/bin/next"), "build"], {
      cwd: root,
      env: { ...environment, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    writeFileSync(builderFile, String(child.pid));
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    const end = () => child.kill("SIGTERM");
    process.once("exit", end);
    child.on("error", reject);
    child.on("exit", (code) => {
      process.off("exit", end);
      if (code === 0) resolve();
      else reject(new Problem(`The build failed:\n${output.trim()}`));
    });
  });
}

function publish(target) {
  const draft = `${target}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  for (const name of readdirSync(path.join(root, ".next"))) {
    if (["cache", "dev", "trace", "trace-build", "types", "diagnostics", "lock"].includes(name)) continue;
    // Links to node_modules become absolute: relative ones would point nowhere from the deeper folder.
    cpSync(path.join(root, ".next", name), path.join(draft, name), { recursive: true });
  }
  renameSync(draft, target);
}

const usersOf = (build) => path.join(build, "users");

function isUsed(build) {
  if (!existsSync(usersOf(build))) return false;
  return readdirSync(usersOf(build)).some((pid) => isAlive(Number(pid)));
}

/** Keeps the build just made, the one before it, and those that are being served. */
function prune() {
  const age = (name) => statSync(path.join(builds, name)).mtimeMs;
  const old = readdirSync(builds)
    .filter((name) => !name.includes("."))
    .sort((a, b) => age(b) - age(a))
    .slice(2);
  for (const name of old) {
    const build = path.join(builds, name);
    if (!isUsed(build)) rmSync(build, { recursive: true, force: true });
  }
}

/** Notes that this process serves a build, so that it is kept. */
export function holdBuild(build) {
  mkdirSync(usersOf(build), { recursive: true });
  for (const pid of readdirSync(usersOf(build))) {
    if (!isAlive(Number(pid))) rmSync(path.join(usersOf(build), pid), { force: true });
  }
  writeFileSync(path.join(usersOf(build), String(process.pid)), "");
}

/** The folder of a production build of the sources as they are now, built if there is none. Absolute path. */
export async function freshBuild() {
  const target = path.join(builds, sourceHash());
  if (existsSync(target)) return target;
  mkdirSync(builds, { recursive: true });
  const release = await waitForLock(path.join(root, ".next/cache/build.lock"), () =>
    say("Waiting for another build of this clone to finish …"),
  );
  try {
    if (existsSync(target)) return target;
    say("Building the pages (half a minute) …");
    await endLeftBuild();
    await nextBuild();
    publish(target);
    prune();
    return target;
  } finally {
    release();
  }
}
