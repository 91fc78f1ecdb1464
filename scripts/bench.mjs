import { spawn } from "node:child_process";
import path from "node:path";
import { ready } from "./lib/install.mjs";
import { root } from "./lib/paths.mjs";
import { command } from "./lib/say.mjs";

await command(async () => {
  await ready();
  const { generateClient } = await import("./lib/generate.mjs");
  await generateClient();
  const child = spawn(process.execPath, [path.join(root, "bench/main.ts"), ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
});
