/**
 * What this process counts, for a scraper of /api/metrics. No label holds a tenant, a person or an id, and each has few
 * values: names of operations and consumers as the code spells them.
 */
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

const open = () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "pitlane_" });
  const registers = [registry];
  return {
    registry,
    runs: new Histogram({
      name: "pitlane_run_duration_seconds",
      help: "Orchestration runs by operation and outcome.",
      labelNames: ["run", "outcome"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
      registers,
    }),
    handlers: new Histogram({
      name: "pitlane_commit_to_handler_seconds",
      help: "From the commit of an event to the first start of its consumer.",
      labelNames: ["consumer"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
      registers,
    }),
    attempts: new Counter({
      name: "pitlane_delivery_attempts_total",
      help: "Tries of effects by consumer and how they ended.",
      labelNames: ["consumer", "outcome"],
      registers,
    }),
  };
};

declare global {
  var pitlaneMetrics: ReturnType<typeof open> | undefined;
}

// One for each process: the bundler loads this module once for the routes and once for the workers.
globalThis.pitlaneMetrics ??= open();
export const metrics = globalThis.pitlaneMetrics;

export type RunOutcome = "completed" | "replayed" | "failed" | "suspended";

export const countRun = (run: string, outcome: RunOutcome, startedAt: Date): void =>
  metrics.runs.observe({ run, outcome }, (Date.now() - startedAt.getTime()) / 1000);

/** The first start of a consumer: later ones wait on purpose. */
export const countHandlerStart = (consumer: string, occurredAt: string): void =>
  metrics.handlers.observe({ consumer }, Math.max(0, Date.now() - Date.parse(occurredAt)) / 1000);

export type AttemptOutcome = "done" | "skipped" | "later" | "retried" | "dead" | "elsewhere";

export const countAttempt = (consumer: string, outcome: AttemptOutcome): void =>
  metrics.attempts.inc({ consumer, outcome });
