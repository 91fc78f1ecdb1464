import superjson from "superjson";
import type { ErrorDetails } from "#/domain/errors.ts";
import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { prisma, type TenantPrisma } from "#/server/db/client.ts";
import { type CommittedEvent, handCommitted } from "#/server/db/committed.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { asServiceException } from "#/server/db/failures.ts";
import { claimKey, type KeyUse } from "#/server/db/idempotency.ts";
import { notifyChanges } from "#/server/db/live.ts";
import {
  type Pending,
  type PendingAudit,
  type RunReceipt,
  recordFailedRun,
  type StepReceipt,
  writeReceipt,
} from "#/server/db/receipt.ts";
import { executeWithRetry } from "#/server/db/retry.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { countedUnderWay } from "#/server/db/under-way.ts";
import { countRun } from "#/server/metrics.ts";
import { openSpan, traced, traceparent } from "#/server/tracing.ts";

export type WriteClient = Parameters<Parameters<TenantPrisma["$transaction"]>[0]>[0];

type Reads = "findFirst" | "findFirstOrThrow" | "findMany" | "count" | "aggregate" | "groupBy";
type Models = {
  [Name in keyof WriteClient]: WriteClient[Name] extends { findMany: unknown } ? Name : never;
}[keyof WriteClient];
type ReadClient = { readonly [Name in Models]: Pick<WriteClient[Name], Reads & keyof WriteClient[Name]> } & Pick<
  WriteClient,
  "$queryRaw"
>;

/** A tenant's data for reading. Repositories' reads take this. */
export type Db = { readonly tenantId: string; readonly client: ReadClient };

/** An open transaction of a tenant. Repositories' writes take this, and `executeInTransaction` alone makes it. */
export type Tx = Db & {
  readonly client: WriteClient;
  readonly ctx: Ctx;
  readonly runId: string;
  /** One instant for all that this transaction writes. */
  readonly now: Date;
  /** Runs a named part of the operation and notes it for the timeline; `describe` makes the line beneath its name. */
  readonly step: <Result>(
    name: string,
    work: () => Promise<Result>,
    describe?: (result: Result) => StepNote,
  ) => Promise<Result>;
  /** Says at which branch this happens: a row of the tenant's own, read here. Kept also when it is refused later. */
  readonly within: (branchId: string) => void;
  /** Notes who changed what; written with the change. */
  readonly audit: (entry: PendingAudit) => void;
  /** What is written at the end, in the same commit. */
  readonly pending: Pending;
};

/** A short sentence for people and figures for programs. */
export type StepNote = { readonly text: string; readonly figures?: Readonly<Record<string, string | number>> };

export type Subject = { readonly type: string; readonly id: string };

export type CommandOptions = {
  /** The same key gives the first result; with another input it is refused. */
  readonly idempotencyKey?: string;
  /** What the key stands for. Only its hash is kept. */
  readonly input?: ErrorDetails;
  readonly subject?: Subject;
  /** It makes the tenant that it runs as: before it is done nothing of that tenant may stand, its failure included. */
  readonly founding?: boolean;
  /** Of many records changed at once open browsers are told of the subject alone: a stream of thousands would be cut off. */
  readonly quiet?: boolean;
};

/** A tenant's data for reading, outside a transaction. */
export const readDb = (ctx: Pick<Ctx, "tenantId">): Db => ({ tenantId: ctx.tenantId, client: prisma });

/**
 * The one door for writes. Opens a transaction as the tenant, lets `work` change and emit, and writes
 * the run, its steps, the audit and the events in the same commit; all of it happens, or none.
 *
 * Deadlocks and lock time-outs are tried again (three attempts). When the connection is lost around
 * COMMIT the run's own row decides: recording the failure under the same id waits for a commit still
 * under way and finds it if it won. A failure leaves one row only, the run as FAILED with its steps; of a tenant that was
 * to be made it leaves none.
 *
 * @throws ServiceException always; BUSY and UNAVAILABLE mean that nothing was changed,
 *         OUTCOME_UNKNOWN that the database stayed away too long to tell.
 */
export const executeInTransaction = <Result>(
  ctx: Ctx,
  name: string,
  work: (tx: Tx) => Promise<Result>,
  options: CommandOptions = {},
): Promise<Result> =>
  traced(
    `run ${name}`,
    () => {
      const run = () => runInTransaction(ctx, name, work, options);
      return ctx.actor.kind === "member" ? countedUnderWay(run) : run();
    },
    { "pitlane.tenant_id": ctx.tenantId, "pitlane.correlation_id": ctx.correlationId },
  );

const runInTransaction = async <Result>(
  ctx: Ctx,
  name: string,
  work: (tx: Tx) => Promise<Result>,
  options: CommandOptions,
): Promise<Result> => {
  const runId = uuidv7();
  const startedAt = new Date();
  let pending: Pending = emptyPending();
  let answer: { readonly result: Result } | undefined;
  let replayed = false;

  const attempt = () =>
    openTransaction(ctx, runId, name, async (tx) => {
      pending = tx.pending;
      answer = undefined;
      const earlier = await claimKey(tx, keyUse(ctx, name, options));
      if (earlier !== null) {
        replayed = true;
        answer = { result: superjson.deserialize<Result>(earlier) };
        return tx;
      }
      const result = await work(tx);
      answer = { result };
      const run = finishedRun(ctx, runId, name, startedAt, options, pending);
      await writeReceipt(
        tx,
        { ...run, state: "COMPLETED", output: superjson.serialize(result) },
        options.idempotencyKey,
      );
      return tx;
    });

  try {
    const tx = await executeWithRetry(attempt);
    await crashPoint(`${name}/commit:after`);
    if (!replayed) announce(tx, options.subject, options.quiet);
  } catch (error) {
    const failure = asServiceException(error);
    const run = finishedRun(ctx, runId, name, startedAt, options, pending);
    const failed = {
      ...run,
      state: "FAILED" as const,
      // What was not found may be another tenant's: a row of this one must not point at it.
      subject: failure.code === "NOT_FOUND" ? null : run.subject,
      errorCode: failure.code,
      errorMessage: failure.message,
    };
    const committed = replayed ? "no" : await recordFailedRun(ctx, failed, pending.steps, options.founding);
    if (committed !== "yes") countRun(name, "failed", startedAt);
    if (committed === "unknown") throw outcomeUnknown(error);
    if (committed === "no" || answer === undefined) {
      ctx.log.warn({ runId, operation: name, code: failure.code, err: error }, failure.message);
      notifyChanges([{ tenantId: ctx.tenantId, subjectType: "run", subjectId: runId }]);
      throw failure;
    }
    ctx.log.warn(
      { runId, operation: name, err: error },
      "The connection was lost at COMMIT; the run is there, so it was committed.",
    );
  }
  if (answer === undefined) throw new Error(`${name} ended without a result.`);
  countRun(name, replayed ? "replayed" : "completed", startedAt);
  ctx.log.info({ runId, operation: name, durationMs: Date.now() - startedAt.getTime(), replayed }, `${name} completed`);
  return answer.result;
};

/** Opens one transaction as the tenant and hands out its `Tx`. For the kernel; commands use `executeInTransaction`. */
export const openTransaction = <Result>(
  ctx: Ctx,
  runId: string,
  name: string,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> =>
  runInTenant(ctx.tenantId, async () => {
    const commit: { span: ReturnType<typeof openSpan> } = { span: null };
    try {
      return await prisma.$transaction(async (client) => {
        const result = await work(makeTx(ctx, client, runId, name));
        await crashPoint(`${name}/commit:before`);
        commit.span = openSpan("COMMIT");
        return result;
      });
    } finally {
      commit.span?.end();
    }
  });

const emptyPending = (): Pending => ({ steps: [], audits: [], events: [], branchId: null });

const makeTx = (ctx: Ctx, client: WriteClient, runId: string, name: string): Tx => {
  const pending = emptyPending();
  return {
    tenantId: ctx.tenantId,
    client,
    ctx,
    runId,
    now: new Date(),
    pending,
    within: (branchId) => {
      pending.branchId = branchId;
    },
    audit: (entry) => void pending.audits.push(entry),
    step: async (step, work, describe) => {
      await crashPoint(`${name}/${step}:before`);
      const startedAt = new Date();
      const clock = performance.now();
      const note = (state: StepReceipt["state"], extra: Pick<StepReceipt, "payload" | "error">) =>
        pending.steps.push({
          name: step,
          state,
          startedAt,
          durationMs: Math.round(performance.now() - clock),
          ...extra,
        });
      try {
        const result = await traced(`step ${step}`, work);
        note("DONE", { payload: describe?.(result) });
        await crashPoint(`${name}/${step}:after`);
        return result;
      } catch (error) {
        note("FAILED", { error: asServiceException(error).message });
        throw error;
      }
    },
  };
};

/** After the commit: open browsers read the changed records again, and the events go to a relay. */
export const announce = (tx: Tx, subject?: Subject, quiet = false): void => {
  const subjects = (quiet ? [] : tx.pending.audits).map(({ subjectType, subjectId }) => ({
    type: subjectType,
    id: subjectId,
  }));
  const changed = subject === undefined ? subjects : [...subjects, subject];
  const due = eventsOf(tx);
  notifyChanges(
    changed.map(({ type, id }) => ({ tenantId: tx.tenantId, subjectType: type, subjectId: id })),
    // One of this process has them already; waking the others would only make them race for the rows.
    { outbox: due.length > 0 && !handCommitted(tx.tenantId, due) },
  );
};

/** What is to be told at once; the rest is polled for when its time comes. */
const eventsOf = ({ ctx, pending }: Tx): CommittedEvent[] =>
  pending.events
    .filter(({ dueAt }) => dueAt === null)
    .map(({ subject, optional: _, followersOnly: __, dueAt: ___, ...event }) => ({
      ...event,
      traceparent: traceparent(),
      subjectType: subject.type,
      subjectId: subject.id,
      actorId: actorId(ctx.actor),
      correlationId: ctx.correlationId,
      origin: ctx.origin,
    }));

const finishedRun = (
  ctx: Ctx,
  id: string,
  name: string,
  startedAt: Date,
  { subject }: CommandOptions,
  { branchId }: Pending,
): Omit<RunReceipt, "state"> => ({
  id,
  name,
  subject: subject ?? null,
  branchId,
  actorKind: ctx.actor.kind,
  actorId: actorId(ctx.actor),
  actorName: ctx.actor.name,
  correlationId: ctx.correlationId,
  input: null,
  startedAt,
});

const keyUse = (ctx: Ctx, operation: string, { idempotencyKey, input }: CommandOptions): KeyUse | null =>
  idempotencyKey === undefined
    ? null
    : { key: idempotencyKey, operation, actorId: actorId(ctx.actor) ?? ctx.actor.name, input: input ?? {} };

const outcomeUnknown = (cause: unknown) =>
  new ValidationException(
    "OUTCOME_UNKNOWN",
    "The database went away while this was being saved, so it may or may not be done. Try again: it will not be done twice.",
    {},
    cause,
  );
