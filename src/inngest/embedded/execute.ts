/** Carries one run forward until it ends, waits, or its lease is lost. */
import { crashPoint } from "#/server/db/crash-points.ts";
import { type Answer, call, errorMessage } from "./call.ts";
import { type Catalog, type Endpoint, FAILED_EVENT } from "./catalog.ts";
import { type CallBody, defaultBackoffMs, type Memo, type ReportedStep, sleepEnd, type WireMemo } from "./protocol.ts";
import {
  failRun,
  finishRun,
  type HeldRun,
  type NewRun,
  parkRun,
  type Queryable,
  type StepRow,
  saveSteps,
} from "./store.ts";

export type Execution = {
  pool: Queryable;
  endpoint: Endpoint;
  catalog: Catalog;
  newId: () => string;
  callTimeoutMs: number;
  /** Wait before the retry that follows attempt n (from 0), when the app does not say. */
  backoffMs?: (attempt: number) => number;
};

/** Work already settled, or put down for later. */
type Outcome = "again" | "stop";

export async function execute(context: Execution, run: HeldRun): Promise<void> {
  let outcome: Outcome = "again";
  while (outcome === "again") outcome = await advance(context, run);
}

async function advance(context: Execution, run: HeldRun): Promise<Outcome> {
  const now = new Date();
  const due = run.steps.filter((step) => step.memo === null && step.wakeAt !== null && step.wakeAt <= now);
  const slept = due.filter(({ op }) => op === "Sleep");
  if (slept.length > 0) {
    const kept = await remember(
      context,
      run,
      run.attempt,
      slept.map((step) => ({ ...step, memo: memo(run, { type: "data", data: null }) })),
    );
    if (!kept) return "stop";
  }
  const planned = due.filter(({ op }) => op === "StepPlanned");
  if (planned.length > 0) {
    const results = await Promise.all(planned.map((step) => runPlanned(context, run, step)));
    if (!(await remember(context, run, run.attempt, results))) return "stop";
  }
  return discover(context, run);
}

/** Calls the function from its start: it replays what is remembered and reports, or does, what comes next. */
async function discover(context: Execution, run: HeldRun): Promise<Outcome> {
  await crashPoint("runner/call:before");
  const answer = await call(
    context.endpoint,
    run.functionId,
    "step",
    callBody(context, run, run.attempt),
    context.callTimeoutMs,
  );
  await crashPoint("runner/call:after");
  if (answer.kind === "returned") {
    await finishRun(context.pool, run, answer.output);
    return "stop";
  }
  if (answer.kind === "error") return retryOrFail(context, run, answer);
  // A StepError of an unplanned step is the run's own failed attempt; its last is remembered as the step's outcome,
  // which the function may catch.
  const [only] = answer.steps;
  if (only?.op === "StepError" && answer.retriable && run.attempt + 1 < maxAttempts(context, run)) {
    return retryOrFail(context, run, {
      kind: "error",
      error: only.error,
      retriable: true,
      retryAfterMs: answer.retryAfterMs,
    });
  }
  const known = new Set(run.steps.map(({ hash }) => hash));
  const fresh = answer.steps.filter(({ id }) => !known.has(id));
  if (fresh.length > 0) {
    const rows: StepRow[] = [];
    for (const step of fresh) {
      const row = toRow(run, step, rows.length);
      if (typeof row === "string") return failWith(context, run, row);
      rows.push(row);
    }
    // A finished step starts the next one's tries at zero.
    if (!(await remember(context, run, 0, rows))) return "stop";
    run.attempt = 0;
    if (rows.some((row) => row.memo !== null || (row.wakeAt !== null && row.wakeAt <= new Date()))) return "again";
  }
  const wakes = run.steps.filter(({ memo: m }) => m === null).map(({ wakeAt }) => wakeAt?.getTime() ?? Date.now());
  if (wakes.length === 0) return failWith(context, run, "The function answered 206 without anything new to do.");
  await parkRun(context.pool, run, run.attempt, Math.max(0, Math.min(...wakes) - Date.now()), null);
  return "stop";
}

async function retryOrFail(
  context: Execution,
  run: HeldRun,
  answer: Extract<Answer, { kind: "error" }>,
): Promise<Outcome> {
  const reason = errorMessage(answer.error);
  if (!answer.retriable || run.attempt + 1 >= maxAttempts(context, run))
    return failWith(context, run, reason, answer.error);
  await parkRun(context.pool, run, run.attempt + 1, answer.retryAfterMs ?? backoff(context, run.attempt), reason);
  return "stop";
}

async function failWith(context: Execution, run: HeldRun, reason: string, error?: unknown): Promise<Outcome> {
  // As an Inngest server words it (pkg/execution/executor/finalize.go); the run's id recognises a second telling.
  const event = {
    id: run.id,
    name: FAILED_EVENT,
    data: {
      function_id: run.functionId,
      run_id: run.id,
      error: error ?? { name: "Error", message: reason },
      event: run.event,
      events: [run.event],
      _inngest: { status: "Failed" },
    },
    ts: Date.now(),
  };
  // A failure handler that fails is not told of: it might follow itself for ever.
  const followers = run.event.name === FAILED_EVENT ? [] : context.catalog.followers(FAILED_EVENT, run.functionId);
  const handlers: NewRun[] = followers.map((functionId) => ({ id: context.newId(), functionId, event }));
  await failRun(context.pool, run, reason, handlers);
  return "stop";
}

/** Runs one planned (parallel) step in a call of its own. Its tries are counted on the step. */
async function runPlanned(context: Execution, run: HeldRun, step: StepRow): Promise<StepRow> {
  const answer = await call(
    context.endpoint,
    run.functionId,
    step.hash,
    callBody(context, run, step.attempt),
    context.callTimeoutMs,
  );
  const reported = answer.kind === "steps" ? answer.steps.find(({ id }) => id === step.hash) : undefined;
  if (reported?.op === "StepRun")
    return { ...step, op: "StepRun", memo: memo(run, { type: "data", data: reported.data ?? null }) };
  const error =
    reported?.error ?? (answer.kind === "error" ? answer.error : { name: "Error", message: "The step was not found." });
  const final = reported?.op === "StepFailed" || (answer.kind !== "returned" && !answer.retriable);
  if (final || step.attempt + 1 >= maxAttempts(context, run))
    return { ...step, op: "StepFailed", memo: memo(run, { type: "error", error }) };
  const wait = (answer.kind === "returned" ? null : answer.retryAfterMs) ?? backoff(context, step.attempt);
  return { ...step, attempt: step.attempt + 1, wakeAt: new Date(Date.now() + wait) };
}

/** A reported step as a row; a sentence when this runner cannot do it. */
function toRow(run: HeldRun, step: ReportedStep, offset: number): StepRow | string {
  const name = step.displayName ?? step.name ?? step.id;
  const row = { hash: step.id, name, op: step.op, memo: null, attempt: 0, wakeAt: null };
  switch (step.op) {
    case "StepRun":
      return { ...row, memo: memo(run, { type: "data", data: step.data ?? null }, offset) };
    case "StepFailed":
    case "StepError":
      return { ...row, memo: memo(run, { type: "error", error: step.error }, offset) };
    case "StepPlanned":
      return { ...row, wakeAt: new Date() };
    case "Sleep": {
      const wakeAt = sleepEnd(step.opts?.duration ?? step.name ?? "", new Date());
      return wakeAt === null
        ? `The step "${name}" asks to sleep for neither a duration nor until a time.`
        : { ...row, wakeAt };
    }
    default:
      return `The embedded runner cannot do the step "${name}" (${step.op}); it needs an Inngest server.`;
  }
}

async function remember(
  { pool }: Execution,
  run: HeldRun,
  attempt: number,
  rows: readonly StepRow[],
): Promise<boolean> {
  await crashPoint("runner/remember:before");
  if (!(await saveSteps(pool, run, attempt, rows))) return false;
  await crashPoint("runner/remember:after");
  const changed = new Map(rows.map((row) => [row.hash, row]));
  run.steps = [...run.steps.filter(({ hash }) => !changed.has(hash)), ...rows];
  return true;
}

function memo(run: HeldRun, value: Memo, offset = 0): Memo & { order: number } {
  return { ...value, order: run.steps.filter(({ memo: m }) => m !== null).length + offset };
}

function callBody(context: Execution, run: HeldRun, attempt: number): CallBody {
  const remembered = run.steps
    .flatMap(({ hash, op, memo: kept }) => (kept === null ? [] : [{ hash, op, memo: kept }]))
    .sort((a, b) => a.memo.order - b.memo.order);
  const steps = Object.fromEntries(remembered.map(({ hash, op, memo: kept }) => [hash, wireMemo(op, kept)]));
  const stack = remembered.map(({ hash }) => hash);
  return {
    version: 2,
    event: run.event,
    events: [run.event],
    steps,
    ctx: {
      run_id: run.id,
      attempt,
      max_attempts: maxAttempts(context, run),
      disable_immediate_execution: run.steps.some((step) => step.op === "StepPlanned" && step.memo === null),
      use_api: false,
      stack: { stack, current: stack.length },
    },
  };
}

const wireMemo = (op: string, kept: Memo): WireMemo => {
  if (op === "Sleep") return null;
  return kept.type === "data" ? { data: kept.data } : { error: kept.error };
};

const maxAttempts = ({ catalog }: Execution, run: HeldRun): number => catalog.maxAttempts.get(run.functionId) ?? 1;
const backoff = (context: Execution, attempt: number): number => (context.backoffMs ?? defaultBackoffMs)(attempt);
