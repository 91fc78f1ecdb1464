import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { root } from "../../scripts/lib/paths.mjs";
import { freePort } from "../../scripts/lib/processes.mjs";
import { atEnd } from "../lib/ending.ts";

const folder = path.join(import.meta.dirname, "empty");
const next = path.join(root, "node_modules/next/dist/bin/next");

/** Builds and serves a page of Next that holds one sentence; returns its address. */
export const serveEmptyPage = async (): Promise<string> => {
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as const;
  const run = (...parameters: string[]) => {
    const child = spawn(process.execPath, [next, ...parameters], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
    return { child, said: () => said };
  };
  const build = run("build");
  const [code] = await once(build.child, "exit");
  if (code !== 0) throw new Error(`The empty page was not built:\n${build.said()}`);
  const port = await freePort();
  const server = run("start", "--port", String(port), "--hostname", "127.0.0.1");
  const ended = once(server.child, "exit");
  atEnd(async () => {
    server.child.kill("SIGTERM");
    await ended;
  });
  const url = `http://127.0.0.1:${port}/`;
  while (!(await answers(url))) {
    if (server.child.exitCode !== null) throw new Error(`The empty page is not served:\n${server.said()}`);
    await pause(50);
  }
  return url;
};

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
