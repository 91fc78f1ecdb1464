import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(path.join(tmpdir(), "pitlane-node-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a command that another Node handed over ends when its work is done", { timeout: 60_000 }, async () => {
  // Any other file than the pinned Node stands for the Node that the machine happens to have.
  const other = path.join(folder, "node");
  copyFileSync(process.execPath, other);
  const install = pathToFileURL(path.resolve("scripts/lib/install.mjs")).href;
  const command = path.join(folder, "command.mjs");
  writeFileSync(
    command,
    `import { ready } from ${JSON.stringify(install)};\nawait ready();\nconsole.log(process.execPath);\n`,
  );

  const { stdout } = await promisify(execFile)(other, [command], { timeout: 30_000 });

  expect(stdout.trim()).not.toBe(other);
});
