import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { serve } from "inngest/edge";
import { createServer } from "inngest/node";
import { pino } from "pino";
import { alertRaised, consumersOf, inventoryAdjusted, invoiceGenerated, jobCardCompleted } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { inngest } from "#/inngest/client.ts";
import { consumer, done } from "#/inngest/consumer.ts";
import { openDoor } from "#/inngest/own-door.ts";
import { startWorkers, type Workers } from "#/inngest/workers.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { admin, openGarage } from "../completing/world.ts";
import { atEnd } from "../lib/ending.ts";

const consumers = consumersOf[alertRaised.name];
/** How many effects follow one event of the benchmark. */
export const effects = consumers.length;

const started = new Map<string, number[]>();
const handed = new Map<string, () => void>();

/** The product's own consumers, but that what they do is nothing, and of an alert to note that it has begun. */
const functions = [
  ...consumers.map((name) =>
    consumer(alertRaised, name, async ({ event }) => {
      const times = started.get(event.id);
      times?.push(performance.now());
      if (times?.length === effects) handed.get(event.id)?.();
      return done();
    }),
  ),
  ...consumersOf[jobCardCompleted.name].map((name) => consumer(jobCardCompleted, name, async () => done())),
  ...consumersOf[invoiceGenerated.name].map((name) => consumer(invoiceGenerated, name, async () => done())),
  ...consumersOf[inventoryAdjusted.name].map((name) => consumer(inventoryAdjusted, name, async () => done())),
];

/**
 * The product's event side in this process: relay, runner and signed calls over HTTP, as instrumentation starts them.
 * Returns what commits `events` events one after another and tells how long each effect took to begin.
 */
export const openPipeline = async () => {
  const { tenant } = await openGarage();
  const start = await openWorkers();
  const workers = await start();

  const ctx = {
    tenantId: tenant.tenantId,
    actor: { kind: "system", name: "bench" },
    correlationId: uuidv7(),
    origin: null,
    log: pino({ level: "silent" }),
  } as const;
  let committing = 0;
  armCrashPoints(async (point) => {
    if (point === "bench.event/commit:before") committing = performance.now();
  });
  const one = async (): Promise<number[]> => {
    const times: number[] = [];
    const all = Promise.withResolvers<void>();
    await executeInTransaction(ctx, "bench.event", async (tx) => {
      const taskId = uuidv7();
      emit(tx, alertRaised, { type: "task", id: taskId }, { taskId });
      for (const { id } of tx.pending.events) {
        started.set(id, times);
        handed.set(id, all.resolve);
      }
    });
    await all.promise;
    started.clear();
    handed.clear();
    return times.map((at) => at - committing);
  };
  return {
    stop: () => workers.stop(),
    latencies: async (events: number, pauseMs: number): Promise<number[]> => {
      const samples: number[] = [];
      for (let event = 0; event < events; event += 1) {
        samples.push(...(await one()));
        await pause(pauseMs);
      }
      return samples;
    },
  };
};

/** Returns what starts relay, runner and the rest, as instrumentation does, and comes back when they are up. */
export const openWorkers = async () => {
  // As scripts/lib/serve.mjs does for the web server.
  process.env = { ...process.env };
  await forgetEvents();
  const server = createServer({ client: inngest, functions }).listen(0, "127.0.0.1");
  // As the route does once it is loaded.
  openDoor(serve({ client: inngest, functions }));
  await once(server, "listening");
  const address = server.address();
  if (!isAddress(address)) throw new Error("The server has no port.");
  const endpoint = `http://127.0.0.1:${address.port}/api/inngest`;
  let workers: Workers | undefined;
  atEnd(async () => {
    armCrashPoints(undefined);
    await workers?.stop();
    server.closeAllConnections();
    server.close();
  });
  return async (): Promise<Workers> => {
    workers = await startWorkers({ endpoint });
    while (workers.status().runner.lastTickAt === null) await pause(20);
    return workers;
  };
};

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === "object" && address !== null;

/** What earlier benchmarks left in the outbox is nobody's work here. */
export const forgetEvents = async (): Promise<void> => {
  await admin.query("update event_delivery set state = 'SKIPPED', closed_reason = 'bench' where state = 'PENDING'");
  await admin.query("update outbox_event set state = 'SENT', sent_at = now() where state = 'PENDING'");
  await admin.query("vacuum analyze outbox_event, event_delivery, runner_run, runner_step");
};
