import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import pg from "pg";
import { servePeer } from "./peer.mjs";

// Woken by LISTEN/NOTIFY, as it always is. Its local queue trades the latency of a single job for throughput, so it is
// left off, as the documentation advises for jobs that come one at a time.
await servePeer(async ({ url }) => {
  const started = new Map();
  const handed = new Map();
  const taskList = {
    effect: async ({ key }) => {
      started.set(key, performance.now());
      handed.get(key)?.();
    },
  };
  const quiet = new Logger(() => () => undefined);
  const utils = await makeWorkerUtils({ connectionString: url, logger: quiet });
  await utils.migrate();
  await run({
    connectionString: url,
    concurrency: 10,
    maxPoolSize: 11,
    noHandleSignals: true,
    logger: quiet,
    taskList,
  });
  const pool = new pg.Pool({ connectionString: url, max: 2 });

  return async ({ events, effects, pauseMs }) => {
    const samples = [];
    for (let event = 0; event < events; event += 1) {
      const keys = Array.from({ length: effects }, () => randomUUID());
      const all = keys.map((key) => new Promise((resolve) => handed.set(key, resolve)));
      const client = await pool.connect();
      await client.query("begin");
      for (const key of keys)
        await client.query({
          name: "add",
          text: "select graphile_worker.add_job('effect', json_build_object('key', $1::text))",
          values: [key],
        });
      const committing = performance.now();
      await client.query("commit");
      client.release();
      await Promise.all(all);
      for (const key of keys) samples.push(started.get(key) - committing);
      started.clear();
      handed.clear();
      await pause(pauseMs);
    }
    return samples;
  };
});
