import { uuidv7 } from "#/domain/ids.ts";
import { type ScheduleName, schedules } from "#/domain/schedules.ts";
import { inngest, scheduleId } from "#/inngest/client.ts";
import { plainReason } from "#/inngest/consumer.ts";
import { pool } from "#/server/db/client.ts";
import type { Ctx } from "#/server/db/context.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { exclusively } from "#/server/db/exclusive.ts";
import { asServiceException } from "#/server/db/failures.ts";
import { recordFailedRun } from "#/server/db/receipt.ts";
import { runInTenant, runOutsideTenants } from "#/server/db/tenant.ts";
import { log } from "#/server/log.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { closeTask, raiseTask } from "#/server/outbox/tasks.ts";

/** One tenant's share of a scheduled run. */
export type ScheduledWork = {
  readonly ctx: Ctx;
  /** The minute it was due; the clock may show more. */
  readonly at: Date;
  /** From 1 to `tries`. */
  readonly attempt: number;
  /** Aborted when the tenant's share took too long; the next tenant has then begun. */
  readonly signal: AbortSignal;
};

/** `IDLE`: nothing was due, so this says nothing about whether it works. */
type Run = (work: ScheduledWork) => Promise<"DONE" | "IDLE">;

const tries = 3;
const pauses = ["1m", "2m"] as const;
const longestTenantMs = 60_000;
/** A turn takes no further tenant after this, so that its call ends well before the engine gives it up. */
const turnMs = 40_000;

/**
 * Makes the Inngest function of a schedule. It goes through every tenant, some at each step; one that
 * fails keeps none of the others, is tried twice more, and leaves a FAILED run each time. After the last
 * try the tenant has a task, which the next run that works closes.
 *
 * `run` must be idempotent: a process that dies has its turn begun again, and a slot may come late.
 */
export const schedule = (name: ScheduleName, run: Run) => {
  const { cron, title } = schedules[name];
  return inngest.createFunction(
    {
      id: scheduleId(name),
      name: title,
      retries: 2,
      triggers: [{ cron }],
      // No tenant is to blame: their list could not be read, or a turn never answered.
      onFailure: async ({ error, step }) =>
        step.run("note", () => log.error({ schedule: name, err: error }, `${title}: given up until its next time`)),
    },
    async ({ event, step }) => {
      const at = new Date(event.ts ?? Date.now());
      let due = await step.run("tenants", everyTenant);
      for (let attempt = 1; due.length > 0 && attempt <= tries; attempt++) {
        const failed: string[] = [];
        for (let done = 0; done < due.length; ) {
          const rest = due.slice(done);
          const turn = await step.run(`try ${attempt} from ${done}`, () => takeTurn(name, rest, at, attempt, run));
          failed.push(...turn.failed);
          done += turn.done;
        }
        due = failed;
        const pause = pauses[attempt - 1];
        if (due.length > 0 && pause !== undefined) await step.sleep(`pause ${attempt}`, pause);
      }
      return { failed: due };
    },
  );
};

const everyTenant = (): Promise<string[]> =>
  runOutsideTenants(async () => {
    const { rows } = await pool.query<{ id: string }>("select tenants as id from lookup.tenants()");
    return rows.map(({ id }) => id);
  });

/** Serves tenants, one after the other, until all are or the turn is over. */
const takeTurn = async (
  name: ScheduleName,
  tenants: readonly string[],
  at: Date,
  attempt: number,
  run: Run,
): Promise<{ done: number; failed: string[] }> => {
  const began = performance.now();
  const failed: string[] = [];
  let done = 0;
  for (const tenantId of tenants) {
    if (done > 0 && performance.now() - began > turnMs) break;
    if (!(await serve(name, tenantId, at, attempt, run))) failed.push(tenantId);
    done += 1;
  }
  return { done, failed };
};

/** False when the tenant's share failed, which is then written down. */
const serve = async (name: ScheduleName, tenantId: string, at: Date, attempt: number, run: Run): Promise<boolean> => {
  const { title } = schedules[name];
  const correlationId = uuidv7();
  const startedAt = new Date();
  const ctx: Ctx = {
    tenantId,
    actor: { kind: "system", name: title },
    correlationId,
    origin: null,
    log: log.child({ tenantId, correlationId, schedule: name, attempt }),
  };
  const signal = AbortSignal.timeout(longestTenantMs);
  const tooLate = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(new Error("It took too long and was stopped."))),
  );
  // A share that ended before it was waited for, or was left to another, is late to nobody: unheard it would end the process.
  tooLate.catch(() => undefined);
  try {
    await crashPoint(`${name}/tenant:before`);
    // A slot that comes while the one before is still at this tenant leaves it to that one.
    const result = await runInTenant(tenantId, () =>
      exclusively(`schedule:${name}:${tenantId}`, () => Promise.race([run({ ctx, at, attempt, signal }), tooLate])),
    );
    await crashPoint(`${name}/tenant:after`);
    if (result === "DONE") await closeTask(tenantId, taskKey(name), "It ran again, and worked.");
    return true;
  } catch (error) {
    ctx.log.error({ err: error }, `${title}: failed for a tenant`);
    try {
      await noteFailure(ctx, name, error, startedAt, attempt === tries);
    } catch (unnoted) {
      // The database that refused the work may refuse the note of it too; the others' turn still comes.
      ctx.log.error({ err: unnoted }, `${title}: the failure could not be written down`);
    }
    return false;
  }
};

const taskKey = (name: ScheduleName) => `schedule:${name}`;

/** A run that says FAILED; after the last try a task besides, in a run of its own that succeeds. */
const noteFailure = async (
  ctx: Ctx,
  name: ScheduleName,
  error: unknown,
  startedAt: Date,
  last: boolean,
): Promise<void> => {
  const reason = plainReason(error);
  await recordFailedRun(
    ctx,
    {
      id: uuidv7(),
      name: `schedule.${name}`,
      state: "FAILED",
      subject: null,
      branchId: null,
      actorKind: ctx.actor.kind,
      actorId: null,
      actorName: ctx.actor.name,
      correlationId: ctx.correlationId,
      input: null,
      errorCode: asServiceException(error).code,
      errorMessage: reason,
      startedAt,
    },
    [],
  );
  if (!last) return;
  const { title } = schedules[name];
  await executeInTransaction(ctx, "schedule.give-up", (tx) =>
    raiseTask(tx, {
      severity: "NORMAL",
      kind: "schedule-failed",
      title: `Did not run: ${title}`,
      detail: reason,
      subject: null,
      sourceKey: taskKey(name),
      again: true,
    }),
  );
};
