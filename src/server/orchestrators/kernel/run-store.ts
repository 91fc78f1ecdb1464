import canonicalize from "canonicalize";
import superjson, { type SuperJSONResult } from "superjson";
import { type ErrorCode, isErrorCode, ServiceException, ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { prisma } from "#/server/db/client.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import type { Subject, WriteClient } from "#/server/db/transaction.ts";

/** How long a worker may be silent before the sweep enters its run again. */
export const leaseMs = 30_000;

export type RunSpec = {
  readonly name: string;
  /** The business fact: the same key enters the same run. */
  readonly key: string;
  /** What entering it again needs: ids and figures, no personal data. */
  readonly input: unknown;
  readonly subject?: Subject;
  /** Where it happens, of the tenant's own. */
  readonly branchId?: string;
};

export type StepRow = {
  readonly name: string;
  readonly state: "RUNNING" | "DONE" | "FAILED" | "UNKNOWN" | "UNDONE" | "UNDO_FAILED";
  readonly attempt: number;
  readonly result: SuperJSONResult | null;
  readonly error: string | null;
};

/** A run in this worker's hands; `fence` is raised whenever another takes it over. */
export type HeldRun = { readonly id: string; readonly fence: number; readonly steps: Map<string, StepRow> };

export type Entered =
  | { readonly kind: "held"; readonly run: HeldRun }
  | { readonly kind: "ended"; readonly answer: SuperJSONResult }
  | { readonly kind: "failed"; readonly error: ServiceException };

type Row = {
  id: string;
  state: "RUNNING" | "COMPLETED" | "FAILED" | "COMPENSATED" | "SUSPENDED";
  input: unknown;
  output: SuperJSONResult | null;
  error_code: string | null;
  error_message: string | null;
};

/**
 * Begins a run under its key, or takes over one whose lease has ended.
 * @throws IN_PROGRESS while another worker holds it; KEY_REUSED for another input
 */
export const enter = (ctx: Ctx, spec: RunSpec): Promise<Entered> =>
  runInTenant(ctx.tenantId, async () => {
    const id = uuidv7();
    const { correlationId, actor, tenantId } = ctx;
    const begun = await prisma.$executeRaw`
      insert into orchestration_run (tenant_id, id, name, state, subject_type, subject_id, branch_id, actor_kind, actor_id, actor_name,
                                     correlation_id, saga_key, input, started_at, lease_until, fence)
      values (${tenantId}::uuid, ${id}::uuid, ${spec.name}, 'RUNNING', ${spec.subject?.type ?? null}, ${spec.subject?.id ?? null}::uuid,
              ${spec.branchId ?? null}::uuid, ${actor.kind}, ${actorId(actor)}::uuid, ${actor.name}, ${correlationId}, ${spec.key}, ${JSON.stringify(spec.input)}::jsonb,
              clock_timestamp(), clock_timestamp() + ${leaseMs} * interval '1 millisecond', 1)
      on conflict (tenant_id, name, saga_key) do nothing`;
    if (begun === 1) return { kind: "held", run: { id, fence: 1, steps: new Map() } };

    const [row] = await prisma.$queryRaw<Row[]>`
      select id, state::text as state, input, output, error_code, error_message from orchestration_run
       where tenant_id = ${tenantId}::uuid and name = ${spec.name} and saga_key = ${spec.key}`;
    if (row === undefined) throw inProgress();
    if (canonicalize(row.input) !== canonicalize(spec.input)) {
      throw new ValidationException(
        "KEY_REUSED",
        "This request was sent before with other content. Reload the page and try again.",
      );
    }
    if (row.state === "COMPLETED" && row.output !== null) return { kind: "ended", answer: row.output };
    if (row.state === "FAILED" || row.state === "COMPENSATED") return { kind: "failed", error: storedError(row) };
    return { kind: "held", run: await takeOver(tenantId, row.id) };
  });

const takeOver = async (tenantId: string, id: string): Promise<HeldRun> => {
  const [taken] = await prisma.$queryRaw<{ fence: number }[]>`
    update orchestration_run
       set fence = fence + 1, state = 'RUNNING', lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
     where tenant_id = ${tenantId}::uuid and id = ${id}::uuid
       and (state = 'SUSPENDED' or (state = 'RUNNING' and lease_until < clock_timestamp()))
    returning fence`;
  if (taken === undefined) throw inProgress();
  return { id, fence: taken.fence, steps: await loadSteps(tenantId, id) };
};

const loadSteps = async (tenantId: string, runId: string): Promise<Map<string, StepRow>> => {
  const rows = await prisma.$queryRaw<StepRow[]>`
    select name, state::text as state, attempt, result, error from orchestration_step
     where tenant_id = ${tenantId}::uuid and run_id = ${runId}::uuid order by position`;
  return new Map(rows.map((row) => [row.name, row]));
};

/** A step as it stands in the database: after a lost connection, what really became of it. Waits for a commit under way. */
export const readStep = (ctx: Ctx, run: HeldRun, name: string): Promise<StepRow | undefined> =>
  runInTenant(ctx.tenantId, async () => {
    await renew(ctx.tenantId, run, prisma);
    return (await loadSteps(ctx.tenantId, run.id)).get(name);
  });

type StepChange = {
  readonly name: string;
  readonly state: StepRow["state"];
  readonly result?: unknown;
  readonly error?: string;
};

/**
 * Notes where a step stands, in the caller's transaction or alone, and prolongs the lease.
 * @throws FENCED when another worker has taken the run over; the transaction must roll back
 */
export const recordStep = async (ctx: Ctx, run: HeldRun, change: StepChange, client?: WriteClient): Promise<void> => {
  if (client === undefined) {
    return runInTenant(ctx.tenantId, () => prisma.$transaction((own) => recordStep(ctx, run, change, own)));
  }
  await renew(ctx.tenantId, run, client);
  const result = change.result === undefined ? null : JSON.stringify(superjson.serialize(change.result));
  const began = change.state === "RUNNING" ? 1 : 0;
  await client.$executeRaw`
    insert into orchestration_step as s (tenant_id, run_id, position, name, state, attempt, started_at, result, error)
    values (${ctx.tenantId}::uuid, ${run.id}::uuid,
            (select count(*)::int from orchestration_step where tenant_id = ${ctx.tenantId}::uuid and run_id = ${run.id}::uuid),
            ${change.name}, ${change.state}::step_state, 1, clock_timestamp(), ${result}::jsonb, ${change.error ?? null})
    on conflict (tenant_id, run_id, name) do update
       set state = excluded.state, attempt = s.attempt + ${began}::int, error = excluded.error, result = coalesce(excluded.result, s.result),
           duration_ms = extract(epoch from clock_timestamp() - s.started_at) * 1000`;
};

/** @throws FENCED */
export const renew = async (
  tenantId: string,
  run: HeldRun,
  client: Pick<WriteClient, "$executeRaw">,
): Promise<void> => {
  const held = await client.$executeRaw`
    update orchestration_run set lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
     where tenant_id = ${tenantId}::uuid and id = ${run.id}::uuid and fence = ${run.fence} and state = 'RUNNING'`;
  if (held === 0)
    throw new ServiceException("FENCED", "Another worker carries this on. Reload to see where it stands.");
};

type Ending =
  | { readonly state: "COMPLETED"; readonly output: unknown }
  | { readonly state: "FAILED" | "COMPENSATED"; readonly error: ServiceException };

export const finish = (ctx: Ctx, run: HeldRun, ending: Ending): Promise<void> =>
  runInTenant(ctx.tenantId, async () => {
    const output = ending.state === "COMPLETED" ? JSON.stringify(superjson.serialize(ending.output)) : null;
    const error = ending.state === "COMPLETED" ? null : ending.error;
    const ended = await prisma.$executeRaw`
      update orchestration_run
         set state = ${ending.state}::run_state, output = ${output}::jsonb, error_code = ${error?.code ?? null}, error_message = ${error?.message ?? null},
             finished_at = clock_timestamp(), lease_until = null, duration_ms = extract(epoch from clock_timestamp() - started_at) * 1000
       where tenant_id = ${ctx.tenantId}::uuid and id = ${run.id}::uuid and fence = ${run.fence} and state = 'RUNNING'`;
    if (ended === 0)
      throw new ServiceException("FENCED", "Another worker carries this on. Reload to see where it stands.");
  });

/** Lets go of a run until `waitMs` from now, when the sweep enters it again. */
export const suspend = (ctx: Ctx, run: HeldRun, waitMs: number): Promise<void> =>
  runInTenant(ctx.tenantId, async () => {
    await prisma.$executeRaw`
      update orchestration_run set state = 'SUSPENDED', lease_until = clock_timestamp() + ${waitMs} * interval '1 millisecond'
       where tenant_id = ${ctx.tenantId}::uuid and id = ${run.id}::uuid and fence = ${run.fence} and state = 'RUNNING'`;
  });

/** What entering a run again needs; null when it is not there. */
export const describeRun = (tenantId: string, runId: string) =>
  runInTenant(tenantId, () =>
    prisma.orchestrationRun.findFirst({
      where: { tenantId, id: runId },
      select: { name: true, sagaKey: true, input: true, actorName: true, correlationId: true },
    }),
  );

const inProgress = () =>
  new ValidationException("IN_PROGRESS", "The same request is still being worked on. Wait a moment, then reload.");

const storedError = ({ error_code, error_message }: Pick<Row, "error_code" | "error_message">): ServiceException => {
  const code: ErrorCode = isErrorCode(error_code) ? error_code : "INTERNAL";
  return new ValidationException(code, error_message ?? "This was undone.");
};
