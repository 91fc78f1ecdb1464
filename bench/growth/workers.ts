import { fork } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { atEnd } from "../lib/ending.ts";
import type { Store } from "./store.ts";
import type { Request } from "./worker.ts";

const answer = z.union([z.object({ samples: z.array(z.number()) }), z.object({ error: z.string() })]);

/** The product on a store's database, in a process of its own; answers one request at a time. */
export const openWorker = async ({ url, adminUrl }: Store): Promise<(request: Request) => Promise<number[]>> => {
  const child = fork(path.join(import.meta.dirname, "worker.ts"), [], {
    // Each connection plans a statement anew five times before it keeps a plan: with many, none had settled.
    env: { ...process.env, DATABASE_URL: url, DATABASE_ADMIN_URL: adminUrl, DATABASE_POOL_SIZE: "2" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  atEnd(async () => {
    child.disconnect();
    await ended;
  });
  const next = (): Promise<number[]> =>
    new Promise((resolve, reject) => {
      const gone = () => reject(new Error("The process of a benchmark ended."));
      child.once("exit", gone);
      child.once("message", (message) => {
        child.off("exit", gone);
        const parsed = answer.parse(message);
        if ("error" in parsed) reject(new Error(parsed.error));
        else resolve(parsed.samples);
      });
    });
  await next();
  return (request) => {
    const answered = next();
    child.send(request);
    return answered;
  };
};
