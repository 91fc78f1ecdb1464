import { consumerTitles } from "#/domain/events.ts";
import type { DeliveryView, runStates, stepStates } from "#/domain/operation.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";

/** An effect as the database's JSON has it. */
type DeliveryJson = Omit<
  DeliveryView,
  "title" | "nextTryAt" | "plannedFor" | "finishedAt" | "reason" | "failures" | "result"
> & {
  readonly dueAt: string | null;
  readonly availableAt: string;
  readonly finishedAt: string | null;
  readonly lastError: string | null;
  readonly failures: readonly { at: string; reason: string }[];
  readonly result: { text?: string } | null;
  readonly closedReason: string | null;
};

const asDelivery = ({
  availableAt,
  dueAt,
  finishedAt,
  lastError,
  failures,
  closedReason,
  result,
  ...effect
}: DeliveryJson): DeliveryView => ({
  ...effect,
  title: consumerTitles[effect.consumer] ?? effect.consumer,
  plannedFor: effect.state === "PENDING" && effect.attempts === 0 && dueAt !== null ? new Date(dueAt) : null,
  nextTryAt: effect.state === "PENDING" ? new Date(availableAt) : null,
  finishedAt: finishedAt === null ? null : new Date(finishedAt),
  reason: closedReason ?? lastError,
  failures: failures.map(({ at, reason }) => ({ at: new Date(at), reason })),
  result: result?.text ?? null,
});

export type RunRow = {
  readonly id: string;
  readonly name: string;
  readonly state: (typeof runStates)[number];
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly branchName: string | null;
  readonly actorName: string;
  readonly correlationId: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly durationMs: number | null;
  readonly errorMessage: string | null;
  readonly steps: readonly {
    name: string;
    state: (typeof stepStates)[number];
    attempt: number;
    durationMs: number | null;
    payload: { text?: string } | null;
    error: string | null;
  }[];
  readonly effects: readonly DeliveryView[];
  readonly removed: number;
};
type RunJson = Omit<RunRow, "effects"> & { readonly effects: readonly DeliveryJson[] };

const asRun = ({ effects, ...run }: RunJson): RunRow => ({ ...run, effects: effects.map(asDelivery) });

/** An effect `d` of an event `e` as JSON, with the task that its failure raised. */
const deliveryJson = Prisma.sql`
  jsonb_build_object('id', d.id, 'eventType', e.type, 'consumer', d.consumer, 'state', d.state, 'attempts', d.attempts_started,
    'availableAt', d.available_at, 'dueAt', d.due_at, 'finishedAt', d.finished_at, 'lastError', d.last_error, 'failures', d.failures, 'result', d.result,
    'closedReason', d.closed_reason, 'task',
    (select jsonb_build_object('id', t.id, 'state', t.state, 'takenBy', m.name)
       from manual_task t left join member m on m.tenant_id = t.tenant_id and m.id = t.taken_by_id
      where t.tenant_id = d.tenant_id and t.source_key = 'delivery:' || d.id::text))`;

const runColumns = Prisma.sql`
  r.id, r.name, r.state::text as state, r.subject_type as "subjectType", r.subject_id as "subjectId",
  (select b.name from branch b where b.tenant_id = r.tenant_id and b.id = r.branch_id) as "branchName", r.actor_name as "actorName",
  r.correlation_id as "correlationId", r.started_at as "startedAt", r.finished_at as "finishedAt", r.duration_ms as "durationMs",
  r.error_message as "errorMessage",
  coalesce((select jsonb_agg(jsonb_build_object('name', s.name, 'state', s.state, 'attempt', s.attempt, 'durationMs', s.duration_ms,
                     'payload', s.payload, 'error', s.error) order by s.position)
     from orchestration_step s where s.tenant_id = r.tenant_id and s.run_id = r.id), '[]') as steps,
  coalesce((select jsonb_agg(${deliveryJson} order by e.id, d.consumer)
     from outbox_event e join event_delivery d on d.tenant_id = e.tenant_id and d.event_id = e.id
    where e.tenant_id = r.tenant_id and e.run_id = r.id), '[]') as effects,
  (select count(*)::int from outbox_event e, jsonb_object_keys(e.pruned) where e.tenant_id = r.tenant_id and e.run_id = r.id) as removed`;

/**
 * The newest runs about a record, each with its steps and what follows it. A record's runs are those it
 * is the subject of and those that told an event about it (an invoice is issued by its job card's run).
 */
export const runsOf = async (db: Db, subjectType: string, subjectId: string, limit: number): Promise<RunRow[]> => {
  const rows = await db.client.$queryRaw<RunJson[]>`
    with ids as (
      select id from (
        select r.id, r.started_at from orchestration_run r
         where r.tenant_id = ${db.tenantId}::uuid and r.subject_type = ${subjectType} and r.subject_id = ${subjectId}::uuid
        union
        select r.id, r.started_at from outbox_event e join orchestration_run r on r.tenant_id = e.tenant_id and r.id = e.run_id
         where e.tenant_id = ${db.tenantId}::uuid and e.subject_type = ${subjectType} and e.subject_id = ${subjectId}::uuid
      ) known order by started_at desc limit ${limit}
    )
    select ${runColumns}
      from orchestration_run r join ids on ids.id = r.id
     where r.tenant_id = ${db.tenantId}::uuid
     order by r.started_at desc`;
  return rows.map(asRun);
};

/** One run; null when it is not there. */
export const byId = async (db: Db, runId: string): Promise<RunRow | null> => {
  const [row] = await db.client.$queryRaw<RunJson[]>`
    select ${runColumns} from orchestration_run r where r.tenant_id = ${db.tenantId}::uuid and r.id = ${runId}::uuid`;
  return row === undefined ? null : asRun(row);
};

/** One effect and the run it follows from; null when it is not there (retention removes those that are done). */
export const deliveryById = async (
  db: Db,
  deliveryId: string,
): Promise<{ runId: string; delivery: DeliveryView } | null> => {
  const [row] = await db.client.$queryRaw<{ runId: string; delivery: DeliveryJson }[]>`
    select e.run_id as "runId", ${deliveryJson} as delivery
      from event_delivery d join outbox_event e on e.tenant_id = d.tenant_id and e.id = d.event_id
     where d.tenant_id = ${db.tenantId}::uuid and d.id = ${deliveryId}::uuid`;
  return row === undefined ? null : { runId: row.runId, delivery: asDelivery(row.delivery) };
};
