import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { servePeer } from "./peer.mjs";

// Woken by LISTEN/NOTIFY, which has to be asked for on the instance and on the queue.
await servePeer(async ({ url }) => {
  const started = new Map();
  const handed = new Map();
  const boss = new PgBoss({ connectionString: url, useListenNotify: true });
  boss.on("error", () => undefined);
  await boss.start();
  await boss.createQueue("effect", { notify: true });
  await boss.work("effect", { pollingIntervalSeconds: 0.5, batchSize: 10 }, async (jobs) => {
    for (const { data } of jobs) {
      started.set(data.key, performance.now());
      handed.get(data.key)?.();
    }
  });
  const pool = new pg.Pool({ connectionString: url, max: 2 });

  return async ({ events, effects, pauseMs }) => {
    const samples = [];
    for (let event = 0; event < events; event += 1) {
      const keys = Array.from({ length: effects }, () => randomUUID());
      const all = keys.map((key) => new Promise((resolve) => handed.set(key, resolve)));
      const client = await pool.connect();
      const db = { executeSql: (text, values) => client.query(text, values) };
      await client.query("begin");
      for (const key of keys) await boss.send("effect", { key }, { db });
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
