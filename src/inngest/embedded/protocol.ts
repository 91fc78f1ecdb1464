/**
 * What travels between an Inngest server and an app: shapes and signature.
 * Source: inngest/inngest docs/SDK_SPEC.md §4 and §5, checked against inngest-js 4.24.
 */
import { createHmac } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";

/** An event as the runner keeps it. `id` is what repeats are recognised by. */
export const runnerEvent = z.object({
  id: z.string(),
  name: z.string(),
  data: z.record(z.string(), z.unknown()),
  ts: z.number(),
});
export type RunnerEvent = z.infer<typeof runnerEvent>;

const eventTrigger = z.object({ event: z.string(), expression: z.string().nullish() });
const cronTrigger = z.object({ cron: z.string() });

/** A function as the app registers it in an in-band sync (§4.3.2), with whatever else it asks of the server. */
export const functionConfig = z.looseObject({
  id: z.string(),
  triggers: z.array(z.union([eventTrigger, cronTrigger])),
  steps: z.object({ step: z.object({ retries: z.object({ attempts: z.number().int() }).optional() }) }),
});
export type FunctionConfig = z.infer<typeof functionConfig>;

export const syncReply = z.object({ app_id: z.string(), functions: z.array(functionConfig) });

/** One step's report in a 206 (§5.1.1). A sleep's length stands in `name` (inngest-js) or `opts.duration` (spec). */
export const reportedStep = z.object({
  id: z.string(),
  op: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  opts: z.object({ duration: z.string().optional() }).loose().nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
});
export type ReportedStep = z.infer<typeof reportedStep>;

/** The remembered outcome of a step. */
export type Memo = { type: "data"; data: unknown } | { type: "error"; error: unknown };
/** The same as it is handed back on the next call: by its one key (§5.2.1), and a sleep's as null (§5.3.2). */
export type WireMemo = { data: unknown } | { error: unknown } | null;

export type CallBody = {
  version: 2;
  event: RunnerEvent;
  events: RunnerEvent[];
  steps: Record<string, WireMemo>;
  ctx: {
    run_id: string;
    attempt: number;
    max_attempts: number;
    disable_immediate_execution: boolean;
    use_api: false;
    stack: { stack: string[]; current: number };
  };
};

export const headerNames = {
  signature: "x-inngest-signature",
  serverKind: "x-inngest-server-kind",
  syncKind: "x-inngest-sync-kind",
  sdk: "x-inngest-sdk",
  noRetry: "x-inngest-no-retry",
  retryAfter: "retry-after",
} as const;

/**
 * The value of `X-Inngest-Signature` (§4.1.3): HMAC-SHA-256 over the canonical JSON (RFC 8785) and the time.
 * Canonical, because the receiving framework may have parsed the body already.
 */
export function signature(body: unknown, signingKey: string, at: Date): string {
  const seconds = String(Math.floor(at.getTime() / 1000));
  const hmac = createHmac("sha256", signingKey.replace(/^signkey-\w+-/, ""));
  const digest = hmac
    .update(canonicalize(body) ?? "")
    .update(seconds)
    .digest("hex");
  return `t=${seconds}&s=${digest}`;
}

const unitMs: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** When a sleep ends: a time string ("1h30m", "300ms") counts from `now`; anything else is an ISO instant; null when it is neither. */
export function sleepEnd(text: string, now: Date): Date | null {
  if (/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d|w))+$/.test(text)) {
    const parts = text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d|w)/g);
    const total = [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ""] ?? 0), 0);
    return new Date(now.getTime() + total);
  }
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** `Retry-After` as milliseconds from `now`: seconds, or a date; null when absent or unreadable. */
export function retryAfterMs(value: string | null, now: Date): number | null {
  if (value === null || value.trim() === "") return null;
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : new Date(value).getTime() - now.getTime();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

const secondsByAttempt = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200] as const;

/** Inngest's own wait before retry number `attempt + 1` (pkg/backoff/backoff.go): a table and up to 30 s of jitter. */
export function defaultBackoffMs(attempt: number): number {
  const seconds = secondsByAttempt[Math.min(attempt, secondsByAttempt.length - 1)] ?? 7200;
  return (seconds + Math.random() * 30) * 1000;
}
