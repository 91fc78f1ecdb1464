/**
 * The embedded runner: plays the Inngest server's part towards this app's own `/api/inngest`.
 * Any number of processes may run it on one database; what one of them drops, another picks up when its lease ends.
 */
import { uuidv7 } from "#/domain/ids.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { type Catalog, type Endpoint, sync } from "./catalog.ts";
import { execute } from "./execute.ts";
import type { RunnerEvent } from "./protocol.ts";
import { keepSchedules } from "./schedules.ts";
import {
  addRuns,
  claimRuns,
  type HeldRun,
  hasUnfinishedRun,
  pruneRuns,
  type Queryable,
  releaseRuns,
  renewRuns,
} from "./store.ts";

export type RunnerLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export type RunnerOptions = {
  pool: Queryable;
  endpoint: Endpoint;
  log: RunnerLog;
  /** Calls of the app at one time from this process: asked whenever one may begin. */
  lanes?: () => number;
  /** A call that takes longer than this waits for somebody outside, and leaves its lane to others. */
  waitingMs?: number;
  /** Calls that may wait so beside those in lanes. */
  mostWaiting?: number;
  /** Whether a function that follows an event has anything to do with this one. */
  wants?: (functionId: string, event: RunnerEvent) => boolean;
  /** How long a run stays with a process that stops answering. */
  leaseMs?: number;
  pollMs?: number;
  callTimeoutMs?: number;
  resyncMs?: number;
  backoffMs?: (attempt: number) => number;
  now?: () => Date;
};

export type Runner = {
  /** Takes events in; resolves once they are in the database. Waits for the first sync. */
  accept(events: readonly RunnerEvent[]): Promise<void>;
  /** Whether the function's run for one of these event ids is still to come to its end, in whichever process. */
  unfinished(functionId: string, eventIds: readonly string[]): Promise<boolean>;
  /** Stops taking runs, waits `graceMs` for those under way, gives the rest back. */
  stop(graceMs?: number): Promise<void>;
  status(): { synced: boolean; running: number; lastTickAt: Date | null; lastError: string | null };
};

export function startRunner(options: RunnerOptions): Runner {
  const {
    pool,
    endpoint,
    log,
    lanes = () => 8,
    waitingMs = 3000,
    mostWaiting = 24,
    wants = () => true,
    leaseMs = 15_000,
    pollMs = 500,
    callTimeoutMs = 120_000,
  } = options;
  const now = options.now ?? (() => new Date());
  const addScheduled = keepSchedules(pool, now);
  const held = new Map<string, HeldRun>();
  /** When each of them was begun here, by the monotonic clock. */
  const begun = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  const synced = Promise.withResolvers<Catalog>();
  const stopping = new AbortController();
  let catalog: Catalog | null = null;
  let wake: () => void = () => undefined;
  let woken = false;
  let lastTickAt: Date | null = null;
  let lastError: string | null = null;
  /** Room promised to runs that are being written down or claimed. */
  let promised = 0;
  /** Whether runs were left for want of room: then whoever ends makes room for one. */
  let more = true;

  const roomNow = (): number => {
    const slow = performance.now() - waitingMs;
    let waiting = 0;
    for (const at of begun.values()) if (at < slow) waiting += 1;
    return Math.max(0, lanes() - (held.size - Math.min(waiting, mostWaiting)) - promised);
  };
  const nudge = () => {
    woken = true;
    wake();
  };
  /** Until woken, stopped, or `ms` have passed. */
  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      if (woken || stopping.signal.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const promising = async <Result>(room: number, work: () => Promise<Result>): Promise<Result> => {
    promised += room;
    try {
      return await work();
    } finally {
      promised -= room;
    }
  };
  const failed = (doing: string, error: unknown) => {
    lastError = error instanceof Error ? error.message : String(error);
    log.error({ err: error }, `runner: ${doing}`);
  };

  async function resync(): Promise<void> {
    try {
      catalog = await sync(endpoint);
      synced.resolve(catalog);
    } catch (error) {
      // At a start the server is not listening yet; afterwards the functions known so far stay in use.
      lastError = error instanceof Error ? error.message : String(error);
      log[catalog === null ? "info" : "warn"]({ reason: lastError }, "runner: not synced, trying again");
    }
  }

  function start(known: Catalog, run: HeldRun): void {
    const { backoffMs } = options;
    const mine = held.get(run.id);
    if (mine !== undefined && run.fence === mine.fence + 1) {
      // Its lease was renewed too late, but nobody else has had it: it is still under way here, so no second call.
      mine.fence = run.fence;
      return;
    }
    held.set(run.id, run);
    begun.set(run.id, performance.now());
    const work = execute({ pool, endpoint, catalog: known, newId: uuidv7, callTimeoutMs, backoffMs }, run)
      .catch((error: unknown) => failed(`run ${run.id} of ${run.functionId}`, error)) // its lease ends, and it is taken again
      .finally(() => {
        if (held.get(run.id) === run) {
          held.delete(run.id);
          begun.delete(run.id);
        }
        underWay.delete(work);
        if (more) nudge();
      });
    underWay.add(work);
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted && catalog === null) {
      await resync();
      if (catalog === null) await rest(Math.min(pollMs, 250));
    }
    while (!stopping.signal.aborted) {
      woken = false;
      const known: Catalog = catalog ?? (await synced.promise);
      try {
        await addScheduled(known);
        await crashPoint("runner/claim:before");
        const free = roomNow();
        const claimed = await promising(free, async () => {
          const runs = free > 0 ? await claimRuns(pool, [...known.maxAttempts.keys()], free, leaseMs) : [];
          if (runs.length > 0) await crashPoint("runner/claim:after");
          for (const run of runs) start(known, run);
          return runs.length;
        });
        lastTickAt = now();
        more = claimed >= free;
        if (claimed > 0 && more) continue;
      } catch (error) {
        failed("claiming runs", error);
        woken = false;
      }
      await rest(pollMs);
    }
  }

  const every = (ms: number, doing: string, work: () => Promise<unknown>) =>
    setInterval(() => void work().catch((error: unknown) => failed(doing, error)), ms).unref();
  const timers = [
    every(leaseMs / 3, "renewing leases", () => renewRuns(pool, [...held.values()], leaseMs)),
    every(options.resyncMs ?? 60_000, "resync", resync),
    every(600_000, "forgetting ended runs", () => pruneRuns(pool)),
  ];
  const looping = loop().catch((error: unknown) => failed("loop ended", error));

  return {
    async accept(events) {
      const known = catalog ?? (await synced.promise);
      const runs = events.flatMap((event) =>
        known
          .followers(event.name)
          .filter((functionId) => wants(functionId, event))
          .map((functionId) => ({ id: uuidv7(), functionId, event })),
      );
      await crashPoint("runner/accept:before");
      const room = stopping.signal.aborted ? 0 : Math.min(runs.length, roomNow());
      await promising(room, async () => {
        const mine = await addRuns(pool, runs, { room, leaseMs, repeated: true });
        await crashPoint("runner/accept:after");
        if (mine.length > 0) await crashPoint("runner/claim:after");
        if (stopping.signal.aborted) await releaseRuns(pool, mine);
        else for (const run of mine) start(known, run);
      });
      if (runs.length > room) {
        more = true;
        nudge();
      }
    },
    unfinished: (functionId, eventIds) => hasUnfinishedRun(pool, functionId, eventIds),
    async stop(graceMs = 5000) {
      stopping.abort();
      wake();
      for (const timer of timers) clearInterval(timer);
      await looping;
      const grace = Promise.withResolvers<void>();
      const timer = setTimeout(grace.resolve, graceMs);
      await Promise.race([Promise.allSettled(underWay), grace.promise]);
      clearTimeout(timer);
      await releaseRuns(pool, [...held.values()]);
    },
    status: () => ({ synced: catalog !== null, running: held.size, lastTickAt, lastError }),
  };
}
