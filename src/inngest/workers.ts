/** What runs beside the server's requests: relay, sweep, sealer, and the embedded runner when no Inngest is set. */
import { closeRenderPool, warmRenderPool } from "#/documents/paper/render-pool.ts";
import { env } from "#/env.ts";
import { engine, inngest, ownEndpoint } from "#/inngest/client.ts";
import { type Runner, startRunner } from "#/inngest/embedded/runner.ts";
import { closeMailer } from "#/inngest/gateways.ts";
import { inHandOf } from "#/inngest/in-hand.ts";
import { isOwed } from "#/inngest/owed.ts";
import { ownFetch } from "#/inngest/own-door.ts";
import { pool } from "#/server/db/client.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";
import { commandsUnderWay } from "#/server/db/under-way.ts";
import { paymentGateway } from "#/server/gateways/payment-gateway.ts";
import { log } from "#/server/log.ts";
import { enterRun as enterSaga } from "#/server/orchestrators/kernel.ts";
import { gatewayCtx } from "#/server/orchestrators/payments/hear-gateway.ts";
import { resumePayments } from "#/server/orchestrators/payments/process-payment.ts";
import { reconcileMoney } from "#/server/orchestrators/payments/reconcile-money.ts";
import { resumeRefunds } from "#/server/orchestrators/payments/refund-payment.ts";
// Says how its saga is entered again; whoever sweeps must have heard of each.
import "#/server/orchestrators/verify-invariants.ts";
import type { Send } from "#/server/outbox/outgoing.ts";
import { startRelay } from "#/server/outbox/relay.ts";
import { sealOnce } from "#/server/outbox/seal.ts";
import { type EnterRun, sweepOnce } from "#/server/outbox/sweep.ts";

type Part = { up: boolean; lastTickAt: Date | null; lastError: string | null };
export type WorkersStatus = {
  relay: Part & { listening: boolean };
  runner: Part & { engine: typeof engine };
  sweep: Part;
  reconciler: Part;
  sealer: Part;
};
export type Workers = { stop(): Promise<void>; status(): WorkersStatus };

export type WorkersOptions = {
  /** Carries a saga on whose worker is gone. */
  readonly enterRun?: EnterRun;
  readonly sweepMs?: number;
  readonly sealMs?: number;
  /** How long runs and events stay with this process after its death. */
  readonly leaseMs?: number;
  /** Where the embedded runner calls this app. */
  readonly endpoint?: string;
};

declare global {
  var pitlaneWorkers: Workers | undefined;
}

/** Starts them once in this process, however often the bundler loads this module; returns before they are up. */
export const startWorkers = async (options: WorkersOptions = {}): Promise<Workers> => {
  globalThis.pitlaneWorkers ??= start(options);
  return globalThis.pitlaneWorkers;
};

/** How they stand; null when they do not run in this process. */
export const workersStatus = (): WorkersStatus | null => globalThis.pitlaneWorkers?.status() ?? null;

const warmMs = 5000;
// A tick that is this late means that a part hangs.
const lateMs = 30_000;

// Whoever sweeps must know how each saga is carried on.
resumePayments(paymentGateway);
resumeRefunds(paymentGateway);

const start = ({
  enterRun = enterSaga,
  sweepMs = 5000,
  sealMs = 2000,
  leaseMs,
  endpoint = ownEndpoint,
}: WorkersOptions): Workers => {
  const runner = engine === "embedded" ? startOwnRunner(endpoint, leaseMs) : null;
  const send: Send = runner
    ? (events) => runner.accept(events.map((event) => ({ ...event })))
    : async (events) => void (await inngest.send(events.map((event) => ({ ...event }))));
  const relay = startRelay({ send, log, leaseMs });
  const sweep = repeat(sweepMs, "sweep", () =>
    sweepOnce({ log, enterRun, inHand: runner ? inHandOf(runner) : undefined }),
  );
  const reconciler = repeat(sweepMs, "reconciler", () => reconcileMoney(gatewayCtx, paymentGateway));
  const sealer = repeat(sealMs, "sealer", () => sealOnce(log));
  // After the first page: whoever opens it has just started the server and waits for nothing else.
  const warming = setTimeout(warmRenderPool, warmMs).unref();
  log.info({ engine }, "workers started");
  // Next ends the process itself; until then nothing new is taken, and what is held is given back at once
  // instead of when its lease ends.
  const onEnd = () => void globalThis.pitlaneWorkers?.stop();
  process.once("SIGTERM", onEnd).once("SIGINT", onEnd);

  const ticking = (part: Omit<Part, "up">): Part => ({
    ...part,
    up: part.lastTickAt !== null && Date.now() - part.lastTickAt.getTime() < lateMs,
  });
  const end = async (): Promise<void> => {
    globalThis.pitlaneWorkers = undefined;
    clearTimeout(warming);
    process.off("SIGTERM", onEnd).off("SIGINT", onEnd);
    await Promise.all([relay.stop(), sweep.stop(), reconciler.stop(), sealer.stop(), runner?.stop()]);
    closeMailer();
    await closeRenderPool();
    log.info("workers stopped");
  };
  let ending: Promise<void> | undefined;
  return {
    status: () => {
      const running = runner?.status();
      return {
        relay: { ...ticking(relay.status()), listening: relay.status().listening },
        runner: running ? { ...ticking(running), engine } : { up: true, lastTickAt: null, lastError: null, engine },
        sweep: ticking(sweep.status()),
        reconciler: ticking(reconciler.status()),
        sealer: ticking(sealer.status()),
      };
    },
    // Asked twice, by the signal and by whoever started them: both hear of the one end.
    stop: () => {
      ending ??= end();
      return ending;
    },
  };
};

const mostLanes = 8;

/**
 * How many effects may be under way. They share this process with people who wait for an answer, and nobody waits for
 * an effect: each command under way closes two lanes. One stays open, so that none is put off for ever.
 */
const lanesLeft = (): number => Math.max(1, mostLanes - 2 * commandsUnderWay());

const startOwnRunner = (url: string, leaseMs: number | undefined): Runner =>
  startRunner({
    leaseMs,
    pool: { query: (statement) => runOutsideTenants(() => pool.query(statement)) },
    endpoint: { url, signingKey: env.RUNNER_SIGNING_KEY, fetch: ownFetch },
    lanes: lanesLeft,
    wants: isOwed,
    log,
  });

/** Runs `work` again and again, never twice at once; a failure is noted and the next turn comes all the same. */
const repeat = (everyMs: number, name: string, work: () => Promise<unknown>) => {
  let lastTickAt: Date | null = null;
  let lastError: string | null = null;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const turn = async (): Promise<void> => {
    try {
      await work();
      lastTickAt = new Date();
      lastError = null;
    } catch (error) {
      lastError = error instanceof Error ? error.message : String(error);
      log.error({ err: error }, `${name}: failed, trying again`);
    }
    if (!stopped) timer = setTimeout(run, everyMs);
  };
  let turning = Promise.resolve();
  const run = () => {
    turning = turn();
  };
  run();
  return {
    status: () => ({ lastTickAt, lastError }),
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await turning;
      clearTimeout(timer);
    },
  };
};
