import superjson from "superjson";
import { type ErrorCode, ServiceException, ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { prisma } from "#/server/db/client.ts";
import type { Ctx } from "#/server/db/context.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { asServiceException, isDisconnect } from "#/server/db/failures.ts";
import { writeTrail } from "#/server/db/receipt.ts";
import { executeWithRetry } from "#/server/db/retry.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { announce, executeInTransaction, openTransaction, type Tx } from "#/server/db/transaction.ts";
import { log } from "#/server/log.ts";
import { countRun } from "#/server/metrics.ts";
import * as runs from "#/server/orchestrators/kernel/run-store.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import { traced } from "#/server/tracing.ts";

export type Undo<Result> = (result: Result) => Promise<unknown>;

/** The steps of an operation that leaves the database. Names are unique within it. */
export type Steps = {
  /** Our own database: done and noted in one commit, so it happens once however often the run is entered. */
  readonly transaction: <Result>(
    name: string,
    work: (tx: Tx) => Promise<Result>,
    undo?: Undo<Result>,
  ) => Promise<Result>;
  /**
   * Someone else's system. `work` and `undo` may be called again after a crash or an unknown answer, so
   * they carry an idempotency key of their own. A definite no is a ServiceException REFUSED_OUTSIDE;
   * anything else thrown is an answer not known yet.
   */
  readonly external: <Result>(name: string, work: () => Promise<Result>, undo?: Undo<Result>) => Promise<Result>;
};

/** Says neither yes nor no: the run waits and is entered again. */
class Suspended extends Error {}

/** Nothing was decided: the database or another worker was in the way. */
const undecided: readonly ErrorCode[] = ["BUSY", "UNAVAILABLE", "OUTCOME_UNKNOWN", "FENCED"];

const retryWaitMs = (attempt: number): number => Math.min(60_000, 1000 * 2 ** Math.min(attempt, 6));
const undoAttempts = 5;
const patience = 10;

/**
 * Runs named steps across a boundary that no transaction spans. Finished steps are replayed from their
 * record; a definite failure undoes what was done, in reverse; an unknown outcome suspends the run until
 * it is known, and is never guessed. A run whose process died is entered again from its last record.
 * Results are JSON (superjson), so a step returns ids and plain facts.
 *
 * @throws the failure that was compensated; OUTCOME_UNKNOWN while the outside has not answered
 */
export const executeSteps = <Result>(
  ctx: Ctx,
  spec: runs.RunSpec,
  body: (step: Steps) => Promise<Result>,
): Promise<Result> =>
  traced(`run ${spec.name}`, () => runSteps(ctx, spec, body), {
    "pitlane.tenant_id": ctx.tenantId,
    "pitlane.correlation_id": ctx.correlationId,
  });

const runSteps = async <Result>(
  ctx: Ctx,
  spec: runs.RunSpec,
  body: (step: Steps) => Promise<Result>,
): Promise<Result> => {
  const startedAt = new Date();
  const entered = await runs.enter(ctx, spec);
  if (entered.kind === "ended") return superjson.deserialize<Result>(entered.answer);
  if (entered.kind === "failed") throw entered.error;

  const { run } = entered;
  const undos: { readonly name: string; readonly undo: () => Promise<unknown> }[] = [];
  const heartbeat = setInterval(() => void beat(ctx, run), runs.leaseMs / 3).unref();
  try {
    const result = await body(stepsOf(ctx, spec, run, undos));
    await runs.finish(ctx, run, { state: "COMPLETED", output: result });
    countRun(spec.name, "completed", startedAt);
    return result;
  } catch (error) {
    countRun(spec.name, error instanceof Suspended ? "suspended" : "failed", startedAt);
    if (error instanceof Suspended) throw waiting(error.cause);
    const failure = asServiceException(error);
    if (failure.code === "FENCED") throw failure;
    // Only a refusal of ours is a decision. A fault is tried again from the record, and decides in the end.
    const decided = error instanceof ServiceException && !undecided.includes(error.code);
    if (!decided && run.fence < patience) {
      await runs.suspend(ctx, run, retryWaitMs(run.fence));
      throw waiting(error);
    }
    await compensate(ctx, spec, run, undos.reverse(), failure);
    throw failure;
  } finally {
    clearInterval(heartbeat);
  }
};

const stepsOf = (
  ctx: Ctx,
  spec: runs.RunSpec,
  run: runs.HeldRun,
  undos: { name: string; undo: () => Promise<unknown> }[],
): Steps => {
  const remember = <Result>(name: string, result: Result, undo: Undo<Result> | undefined): Result => {
    if (undo !== undefined) undos.push({ name, undo: () => undo(result) });
    return result;
  };

  /** The recorded answer of a step that has ended; undefined for one still to be done. */
  const recorded = <Result>(name: string): { result: Result } | undefined => {
    const step = run.steps.get(name);
    if (step?.state === "FAILED")
      throw new ValidationException("REFUSED_OUTSIDE", step.error ?? "This step was refused.");
    const ended = step?.state === "DONE" || step?.state === "UNDONE" || step?.state === "UNDO_FAILED";
    return ended && step.result !== null ? { result: superjson.deserialize<Result>(step.result) } : undefined;
  };

  // A run that is being undone is entered again only to finish that: nothing new begins.
  const undoing = [...run.steps.values()].some(({ state }) => state === "UNDONE" || state === "UNDO_FAILED");
  const requireForward = (): void => {
    if (undoing) throw new ValidationException("REFUSED_OUTSIDE", "This is being undone.");
  };

  const fail = async (name: string, failure: ServiceException): Promise<never> => {
    await runs.recordStep(ctx, run, { name, state: "FAILED", error: failure.message });
    throw failure;
  };

  return {
    transaction: async (name, work, undo) => {
      const earlier = recorded<Awaited<ReturnType<typeof work>>>(name);
      if (earlier !== undefined) return remember(name, earlier.result, undo);
      requireForward();
      const point = `${spec.name}/${name}`;
      await crashPoint(`${point}:before`);
      const attempt = () =>
        openTransaction(ctx, run.id, point, async (tx) => {
          const result = await work(tx);
          await writeTrail(tx);
          await runs.recordStep(ctx, run, { name, state: "DONE", result }, tx.client);
          return { tx, result };
        });
      let done: { readonly result: Awaited<ReturnType<typeof work>> } | undefined;
      try {
        const { tx, result } = await traced(`step ${name}`, () => executeWithRetry(attempt));
        announce(tx, spec.subject);
        remember(name, result, undo);
        done = { result };
      } catch (error) {
        const failure = asServiceException(error);
        if (isDisconnect(error)) {
          // The connection was lost around COMMIT: the record says whether the step is done.
          const step = await runs.readStep(ctx, run, name);
          if (step?.state === "DONE" && step.result !== null)
            return remember(name, superjson.deserialize<Awaited<ReturnType<typeof work>>>(step.result), undo);
        }
        if (undecided.includes(failure.code)) throw failure;
        return await fail(name, failure);
      }
      await crashPoint(`${point}:after`);
      return done.result;
    },

    external: async (name, work, undo) => {
      const earlier = recorded<Awaited<ReturnType<typeof work>>>(name);
      if (earlier !== undefined) return remember(name, earlier.result, undo);
      requireForward();
      const point = `${spec.name}/${name}`;
      const tries = (run.steps.get(name)?.attempt ?? 0) + 1;
      await runs.recordStep(ctx, run, { name, state: "RUNNING" });
      try {
        await crashPoint(`${point}:before`);
        const result = await traced(`step ${name}`, work);
        await crashPoint(`${point}:after`);
        await runs.recordStep(ctx, run, { name, state: "DONE", result });
        return remember(name, result, undo);
      } catch (error) {
        if (error instanceof ServiceException && error.code === "REFUSED_OUTSIDE") return await fail(name, error);
        if (error instanceof ServiceException && error.code === "FENCED") throw error;
        await runs.recordStep(ctx, run, { name, state: "UNKNOWN", error: messageOf(error) });
        if (tries === patience)
          await alert(ctx, spec, run, `The other side has not answered ${patience} times`, messageOf(error));
        await runs.suspend(ctx, run, retryWaitMs(tries));
        throw new Suspended(`${point} has no answer yet`, { cause: error });
      }
    },
  };
};

/** Undoes finished steps, the last first. One that cannot be undone is tried again later; after five tries a person is alerted. */
const compensate = async (
  ctx: Ctx,
  spec: runs.RunSpec,
  run: runs.HeldRun,
  undos: readonly { readonly name: string; readonly undo: () => Promise<unknown> }[],
  failure: ServiceException,
): Promise<void> => {
  for (const { name, undo } of undos) {
    const state = run.steps.get(name)?.state;
    if (state === "UNDONE") continue;
    try {
      await crashPoint(`${spec.name}/${name}/undo:before`);
      await undo();
      await crashPoint(`${spec.name}/${name}/undo:after`);
      await runs.recordStep(ctx, run, { name, state: "UNDONE" });
    } catch (error) {
      const tries = await countUndo(ctx, run, name, messageOf(error));
      ctx.log.error(
        { runId: run.id, operation: spec.name, step: name, tries, err: error },
        "A step could not be undone.",
      );
      if (tries < undoAttempts) {
        await runs.suspend(ctx, run, retryWaitMs(tries));
        throw waiting(error);
      }
      await alert(ctx, spec, run, `${name} could not be undone`, messageOf(error));
      await runs.finish(ctx, run, { state: "FAILED", error: failure });
      throw failure;
    }
  }
  await runs.finish(ctx, run, { state: undos.length === 0 ? "FAILED" : "COMPENSATED", error: failure });
};

/** Notes a failed undo; how often that has happened. */
const countUndo = async (ctx: Ctx, run: runs.HeldRun, name: string, reason: string): Promise<number> => {
  await runs.recordStep(ctx, run, { name, state: "UNDO_FAILED", error: reason });
  return runInTenant(ctx.tenantId, async () => {
    const [row] = await prisma.$queryRaw<{ attempt: number }[]>`
      update orchestration_step set attempt = attempt + 1
       where tenant_id = ${ctx.tenantId}::uuid and run_id = ${run.id}::uuid and name = ${name} returning attempt`;
    return (row?.attempt ?? 1) - 1;
  });
};

const alert = (ctx: Ctx, spec: runs.RunSpec, run: runs.HeldRun, title: string, detail: string): Promise<unknown> =>
  executeInTransaction(ctx, "operation.alert", (tx) =>
    raiseTask(tx, {
      severity: "URGENT",
      kind: "saga",
      title: `${spec.name}: ${title}`,
      detail,
      subject: spec.subject ?? null,
      sourceKey: `run:${run.id}:${title}`,
    }),
  );

/** Keeps the lease while a step takes long. */
const beat = async (ctx: Ctx, run: runs.HeldRun): Promise<void> => {
  try {
    await runInTenant(ctx.tenantId, () => runs.renew(ctx.tenantId, run, prisma));
  } catch (error) {
    // The next record of a step finds out the same and stops the run.
    ctx.log.warn({ runId: run.id, err: error }, "The lease of a run could not be renewed.");
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const waiting = (cause: unknown) =>
  new ServiceException(
    "OUTCOME_UNKNOWN",
    "The other side has not said yes or no yet. It is being asked; please do not start this again.",
    {},
    cause,
  );

// ── Entering again ──────────────────────────────────────────────────────────────────────────────

type Resume = (ctx: Ctx, key: string, input: unknown) => Promise<unknown>;
const resumable = new Map<string, Resume>();

/** Says how a saga is entered again when its process has died: once for each name, beside its definition. */
export const onAbandoned = (name: string, resume: Resume): void => void resumable.set(name, resume);

/** Enters a run whose lease has ended; for the sweep. A run of an unknown name stays as it is. */
export const enterRun = async (tenantId: string, runId: string): Promise<void> => {
  const run = await runs.describeRun(tenantId, runId);
  const resume = run === null ? undefined : resumable.get(run.name);
  if (run === null || run.sagaKey === null || resume === undefined) return;
  const ctx: Ctx = {
    tenantId,
    actor: { kind: "system", name: run.actorName },
    correlationId: run.correlationId === "" ? uuidv7() : run.correlationId,
    origin: null,
    log: log.child({ tenantId, runId }),
  };
  await resume(ctx, run.sagaKey, run.input);
};
