import { fork } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { memoryLimits } from "../../scripts/lib/instance.mjs";
import { limited, type Result } from "../lib/results.ts";
import { openStores } from "./store.ts";

const told = z.object({ rows: z.int(), seconds: z.number(), beforeMb: z.number(), mostMb: z.number() });
const mostGrowthMb = 100;

/** Memory's CSV: what a process grows by while it streams every card of 1.2 million to a reader that takes it as it comes. */
export const streamingFile = async (): Promise<Result[]> => {
  const [store] = await openStores([1_200_000]);
  if (store === undefined) throw new Error("The database was not made.");
  const child = fork(path.join(import.meta.dirname, "file-worker.ts"), [], {
    // The limits that the web server has.
    env: {
      ...process.env,
      ...memoryLimits({ ...process.env, NODE_OPTIONS: "" }),
      DATABASE_URL: store.url,
      DATABASE_ADMIN_URL: store.adminUrl,
    },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const { rows, seconds, beforeMb, mostMb } = await new Promise<z.infer<typeof told>>((resolve, reject) => {
    child.once("message", (message) => resolve(told.parse(message)));
    child.once("exit", () => reject(new Error("The process that streams the file ended.")));
  });
  return [
    limited(
      `Memory CSV of ${rows.toLocaleString("en")} rows in ${seconds.toFixed(0)} s, growth`,
      "MB",
      mostMb - beforeMb,
      mostGrowthMb,
    ),
  ];
};
