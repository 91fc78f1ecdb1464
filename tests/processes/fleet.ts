import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Orders } from "./orders.ts";

export type Fleet = {
  /** SIGKILLs one of them, whichever `pick` (0 to 1) says; another follows. */
  kill(pick: number): void;
  /** Ends all for good. */
  stop(): Promise<void>;
  /** How many processes lived, were killed or killed themselves, and stopped as told. Any other end is a fault. */
  readonly ends: { lives: number; killed: number; stopped: number; faults: string[] };
};

const { resolve } = import.meta;
const loader = resolve("./load-tsx.mjs");
const program = path.join(import.meta.dirname, "worker.ts");

/** As in production, and no more: the SDK copies the environment at every call, and a test runner's is large. */
const environmentOf = (smtpUrl: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    [
      "PATH",
      "DATABASE_URL",
      "DATA_DIR",
      "AUTH_SECRET",
      "LINK_SECRET",
      "ENCRYPTION_KEY",
      "RUNNER_SIGNING_KEY",
      "LOG_LEVEL",
    ].map((name) => [name, process.env[name]]),
  ),
  NODE_ENV: "production",
  SMTP_URL: smtpUrl,
  DATABASE_POOL_SIZE: "10",
  // The same few thousand modules are compiled once and not in each life.
  NODE_COMPILE_CACHE: path.join(process.env.DATA_DIR ?? "", "compiled"),
});

/** Keeps `size` worker processes alive: whichever ends is followed by another, with the orders of the next life. */
export const startFleet = (size: number, smtpUrl: string, ordersOf: (life: number) => Orders): Fleet => {
  const ends: Fleet["ends"] = { lives: 0, killed: 0, stopped: 0, faults: [] };
  const alive = new Set<ChildProcess>();
  let over = false;
  const follow = () => {
    if (over) return;
    ends.lives += 1;
    const given = JSON.stringify(ordersOf(ends.lives));
    const child = spawn(process.execPath, ["--import", loader, program, given], {
      stdio: ["pipe", "ignore", "inherit"],
      env: environmentOf(smtpUrl),
    });
    alive.add(child);
    child.once("exit", (code, signal) => {
      alive.delete(child);
      if (signal === "SIGKILL") ends.killed += 1;
      else if (code === 0) ends.stopped += 1;
      else ends.faults.push(`ended with ${signal ?? code}`);
      follow();
    });
  };
  for (let i = 0; i < size; i += 1) follow();
  return {
    ends,
    kill: (pick) => {
      const each = [...alive];
      each[Math.floor(pick * each.length)]?.kill("SIGKILL");
    },
    stop: async () => {
      over = true;
      await Promise.all(
        [...alive].map(async (child) => {
          const gone = once(child, "exit");
          child.kill("SIGKILL");
          await gone;
        }),
      );
    },
  };
};
