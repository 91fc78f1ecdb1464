import { setTimeout as pause } from "node:timers/promises";
import type { SuperJSONResult } from "superjson";
import { uuidv7 } from "#/domain/ids.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import { prisma } from "#/server/db/client.ts";
import { handOverGraceMs } from "#/server/db/committed.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { isDisconnect } from "#/server/db/failures.ts";
import { tellChanges } from "#/server/db/followed-changes.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import type { StepNote, Subject, Tx } from "#/server/db/transaction.ts";
import { traceparent } from "#/server/tracing.ts";

export type StepReceipt = {
  readonly name: string;
  readonly state: "DONE" | "FAILED";
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly payload?: StepNote;
  readonly error?: string;
};

export type PendingAudit = {
  /** Past tense, `noun.happened`: `job-card.completed`. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** `{field: [before, after]}`; ids and figures, no personal data. */
  readonly changes: Readonly<Record<string, unknown>>;
};

export type PendingEvent = {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly subject: Subject;
  readonly data: unknown;
  readonly occurredAt: Date;
  /** Who is owed a delivery: with the row, those of `optional` that are subscribed are among them. */
  consumers: readonly string[];
  readonly optional: readonly string[];
  /** Written only while one of `optional` is subscribed. */
  readonly followersOnly: boolean;
  /** When it is to be told; null: at once. */
  readonly dueAt: Date | null;
};

/** What a transaction writes at its end. */
export type Pending = {
  readonly steps: StepReceipt[];
  readonly audits: PendingAudit[];
  readonly events: PendingEvent[];
  branchId: string | null;
};

export type RunReceipt = {
  readonly id: string;
  readonly name: string;
  readonly state: "COMPLETED" | "FAILED";
  readonly subject: Subject | null;
  readonly branchId: string | null;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly correlationId: string;
  readonly input: unknown;
  readonly output?: SuperJSONResult;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly startedAt: Date;
};

/** Writes run, steps, audit, events, deliveries and the key's answer in one statement, however many there are. */
export const writeReceipt = async (tx: Tx, run: RunReceipt, idempotencyKey?: string): Promise<void> => {
  tellChanges(tx.pending);
  const told = await tx.client.$queryRaw<Told[]>`
    with ${runAndSteps(tx.tenantId, run, tx.pending.steps)},
         ${trail(tx)}, answered as (
      update idempotency_key set result = ${json(run.output)}::jsonb
       where tenant_id = ${tx.tenantId}::uuid and key = ${idempotencyKey ?? null}
    )
    select id, consumers from events`;
  noteTold(tx, told);
};

/** Writes audit, events and deliveries alone: for a saga's step, whose run is a row already. */
export const writeTrail = async (tx: Tx): Promise<void> => {
  if (tx.pending.audits.length + tx.pending.events.length === 0) return;
  tellChanges(tx.pending);
  noteTold(tx, await tx.client.$queryRaw<Told[]>`with ${trail(tx)} select id, consumers from events`);
};

type Told = { readonly id: string; readonly consumers: readonly string[] };

/** What goes to the engine from memory says who is owed, as the row does; what nobody follows has no row. */
const noteTold = (tx: Tx, told: readonly Told[]): void => {
  const byId = new Map(told.map(({ id, consumers }) => [id, consumers]));
  const written = tx.pending.events.filter(({ id, followersOnly }) => !followersOnly || byId.has(id));
  for (const event of written) event.consumers = byId.get(event.id) ?? event.consumers;
  tx.pending.events.splice(0, tx.pending.events.length, ...written);
};

/**
 * Writes a run as FAILED with the steps reached, in a transaction of its own. The id is the run's, so
 * this waits for a commit that is still under way: "yes" means that the run has committed after all,
 * "no" that nothing was changed, "unknown" that the database stayed away for ten seconds. `founding` takes the row back
 * once it has answered: it would belong to a tenant that is not there.
 */
export const recordFailedRun = async (
  ctx: Ctx,
  run: RunReceipt,
  steps: readonly StepReceipt[],
  founding = false,
): Promise<"yes" | "no" | "unknown"> => {
  const write: Ask = async (client) => {
    const rows = await client.$queryRaw<{ written: bigint }[]>`
      with ${runAndSteps(ctx.tenantId, run, steps)} select count(*) as written from run`;
    return rows[0]?.written ?? 0n;
  };
  const deadline = Date.now() + 10_000;
  for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 1000)) {
    try {
      const written = await runInTenant(ctx.tenantId, () => (founding ? takenBack(write) : write(prisma)));
      return written === 0n ? "yes" : "no";
    } catch (error) {
      if (!isDisconnect(error) || Date.now() > deadline) {
        ctx.log.error({ runId: run.id, operation: run.name, err: error }, "A failed run could not be recorded.");
        return isDisconnect(error) ? "unknown" : "no";
      }
      await pause(waitMs);
    }
  }
};

type Ask = (client: Pick<typeof prisma, "$queryRaw">) => Promise<bigint>;

/** What `ask` answers, in a transaction that is rolled back. */
const takenBack = async (ask: Ask): Promise<bigint> => {
  const answered: { written: bigint | null } = { written: null };
  const back = new Error("Taken back.");
  await prisma
    .$transaction(async (client) => {
      answered.written = await ask(client);
      throw back;
    })
    .catch((error: unknown) => {
      if (error !== back) throw error;
    });
  if (answered.written === null) throw new Error("Nothing was asked.");
  return answered.written;
};

/** `run` holds a row only when this statement wrote it; the steps follow it. */
const runAndSteps = (tenantId: string, run: RunReceipt, steps: readonly StepReceipt[]) => Prisma.sql`
  run as (
    insert into orchestration_run (tenant_id, id, name, state, subject_type, subject_id, branch_id, actor_kind, actor_id, actor_name,
                                   correlation_id, input, output, error_code, error_message, started_at, finished_at, duration_ms)
    values (${tenantId}::uuid, ${run.id}::uuid, ${run.name}, ${run.state}::run_state, ${run.subject?.type ?? null}, ${run.subject?.id ?? null}::uuid,
            ${run.branchId}::uuid, ${run.actorKind}, ${run.actorId}::uuid, ${run.actorName}, ${run.correlationId}, ${json(run.input)}::jsonb, ${json(run.output)}::jsonb,
            ${run.errorCode ?? null}, ${run.errorMessage ?? null}, ${run.startedAt}, clock_timestamp(), ${Date.now() - run.startedAt.getTime()})
    on conflict do nothing returning id
  ), steps as (
    insert into orchestration_step (tenant_id, run_id, position, name, state, started_at, duration_ms, payload, error)
    select ${tenantId}::uuid, run.id, s.position, s.name, s.state::step_state, s."startedAt", s."durationMs", s.payload, s.error
      from run, jsonb_to_recordset(${json(steps.map((step, position) => ({ ...step, position })))}::jsonb)
           as s(position int, name text, state text, "startedAt" timestamptz, "durationMs" int, payload jsonb, error text)
  )`;

const trail = (tx: Tx) => {
  const { audits, events } = tx.pending;
  const actor = actorId(tx.ctx.actor);
  const entries = audits.map((audit) => ({ ...audit, id: uuidv7() }));
  const deliveries = events.flatMap((event) =>
    [...event.consumers, ...event.optional].map((consumer) => ({
      id: uuidv7(),
      eventId: event.id,
      consumer,
      dueAt: event.dueAt,
    })),
  );
  return Prisma.sql`
    audit as (
      insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, actor_name, action, subject_type, subject_id, changes, correlation_id, run_id,
                               form, ip_address, user_agent)
      select ${tx.tenantId}::uuid, a.id, clock_timestamp(), ${tx.ctx.actor.kind}, ${actor}::uuid, ${tx.ctx.actor.name}, a.action, a."subjectType",
             a."subjectId", a.changes, ${tx.ctx.correlationId}, ${tx.runId}::uuid,
             2, ${tx.ctx.from?.address ?? null}, ${tx.ctx.from?.userAgent ?? null}
        from jsonb_to_recordset(${json(entries)}::jsonb) as a(id uuid, action text, "subjectType" text, "subjectId" uuid, changes jsonb)
    ), events as (
      insert into outbox_event (tenant_id, id, type, version, subject_type, subject_id, actor_id, correlation_id, run_id, origin,
                                data, consumers, occurred_at, available_at, due_at, traceparent)
      select ${tx.tenantId}::uuid, e.id, e.type, e.version, e.subject->>'type', (e.subject->>'id')::uuid, ${actor}::uuid, ${tx.ctx.correlationId},
             ${tx.runId}::uuid, ${tx.ctx.origin}, e.data, e.consumers || subscribed.names, e."occurredAt",
             coalesce(e."dueAt", clock_timestamp() + ${handOverGraceMs()} * interval '1 millisecond'), e."dueAt", ${traceparent()}
        from jsonb_to_recordset(${json(events)}::jsonb)
             as e(id uuid, type text, version int, subject jsonb, data jsonb, consumers text[], optional text[], "followersOnly" boolean, "occurredAt" timestamptz, "dueAt" timestamptz),
           lateral (select array(select o.name from unnest(e.optional) as o(name) where exists (
             select from event_subscription s where s.tenant_id = ${tx.tenantId}::uuid and s.event_type = e.type and s.consumer = o.name)) as names) subscribed
       where not e."followersOnly" or cardinality(subscribed.names) > 0
      returning id, consumers
    ), deliveries as (
      insert into event_delivery (tenant_id, event_id, consumer, id, available_at, due_at, created_at)
      select ${tx.tenantId}::uuid, d."eventId", d.consumer, d.id, coalesce(d."dueAt", clock_timestamp()), d."dueAt", clock_timestamp()
        from jsonb_to_recordset(${json(deliveries)}::jsonb) as d(id uuid, "eventId" uuid, consumer text, "dueAt" timestamptz)
        join events on events.id = d."eventId" and d.consumer = any(events.consumers)
    )`;
};

/** JSON text for a parameter; null stays NULL. */
const json = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value));
