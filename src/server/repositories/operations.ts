import type { deliveryStates, runStates, stepStates } from "#/domain/operation.ts";
import type { Db } from "#/server/db/transaction.ts";

export type RunRow = {
  readonly id: string;
  readonly name: string;
  readonly state: (typeof runStates)[number];
  readonly actorName: string;
  readonly startedAt: Date;
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
  readonly effects: readonly {
    id: string;
    eventType: string;
    consumer: string;
    state: (typeof deliveryStates)[number];
    attempts: number;
    availableAt: string;
    finishedAt: string | null;
    lastError: string | null;
    result: { text?: string } | null;
    closedReason: string | null;
    task: { id: string; state: "OPEN" | "TAKEN" | "RESOLVED"; takenBy: string | null } | null;
  }[];
};

/**
 * The newest runs about a record, each with its steps and what follows it. A record's runs are those it
 * is the subject of and those that told an event about it (an invoice is issued by its job card's run).
 */
export const runsOf = (db: Db, subjectType: string, subjectId: string, limit: number): Promise<RunRow[]> =>
  db.client.$queryRaw<RunRow[]>`
    with ids as (
      select id from (
        select r.id, r.started_at from orchestration_run r
         where r.tenant_id = ${db.tenantId}::uuid and r.subject_type = ${subjectType} and r.subject_id = ${subjectId}::uuid
        union
        select r.id, r.started_at from outbox_event e join orchestration_run r on r.tenant_id = e.tenant_id and r.id = e.run_id
         where e.tenant_id = ${db.tenantId}::uuid and e.subject_type = ${subjectType} and e.subject_id = ${subjectId}::uuid
      ) known order by started_at desc limit ${limit}
    )
    select r.id, r.name, r.state::text as state, r.actor_name as "actorName", r.started_at as "startedAt", r.duration_ms as "durationMs",
           r.error_message as "errorMessage",
           coalesce((select jsonb_agg(jsonb_build_object('name', s.name, 'state', s.state, 'attempt', s.attempt, 'durationMs', s.duration_ms,
                              'payload', s.payload, 'error', s.error) order by s.position)
              from orchestration_step s where s.tenant_id = r.tenant_id and s.run_id = r.id), '[]') as steps,
           coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'eventType', e.type, 'consumer', d.consumer, 'state', d.state,
                              'attempts', d.attempts_started, 'availableAt', d.available_at, 'finishedAt', d.finished_at, 'lastError', d.last_error,
                              'result', d.result, 'closedReason', d.closed_reason, 'task',
                              (select jsonb_build_object('id', t.id, 'state', t.state, 'takenBy', m.name)
                                 from manual_task t left join member m on m.tenant_id = t.tenant_id and m.id = t.taken_by_id
                                where t.tenant_id = d.tenant_id and t.source_key = 'delivery:' || d.id::text)) order by e.id, d.consumer)
              from outbox_event e join event_delivery d on d.tenant_id = e.tenant_id and d.event_id = e.id
             where e.tenant_id = r.tenant_id and e.run_id = r.id), '[]') as effects
      from orchestration_run r join ids on ids.id = r.id
     where r.tenant_id = ${db.tenantId}::uuid
     order by r.started_at desc`;
