import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";
import { Problem, say } from "./say.mjs";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

function onPath() {
  const folders = (process.env.PATH ?? "").split(path.delimiter).concat("/usr/bin", "/snap/bin");
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find((file) => existsSync(file));
}

async function fromPlaywright() {
  const { chromium } = await import("@playwright/test");
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

function run(program, ...parameters) {
  return (
    spawnSync(program, parameters, {
      cwd: root,
      stdio: "ignore",
      timeout: 300_000,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0
  );
}

/**
 * The path of a Chromium to drive: an installed one, else Playwright's download, else Debian's package when this is root.
 * CHROMIUM_PATH names one outright.
 */
export async function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given && existsSync(given)) return given;
  const installed = onPath() ?? (await fromPlaywright());
  if (installed) return installed;

  say("No Chromium is installed: asking Playwright for its own …");
  run(process.execPath, path.join(root, "node_modules/@playwright/test/cli.js"), "install", "chromium");
  const downloaded = await fromPlaywright();
  if (downloaded) return downloaded;

  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("Playwright's download could not be had: installing Debian's chromium …");
    run("apt-get", "update");
    run("apt-get", "install", "--yes", "--no-install-recommends", "chromium");
    const packaged = onPath();
    if (packaged) return packaged;
  }
  throw new Problem("The end-to-end tests need Chromium: install it, or name one with CHROMIUM_PATH.");
}
