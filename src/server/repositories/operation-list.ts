import type { runStates } from "#/domain/operation.ts";
import type { EffectStanding, RunOutcome } from "#/domain/operation-list.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";

export type RunListRow = {
  readonly id: string;
  readonly name: string;
  readonly state: (typeof runStates)[number];
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly actorName: string;
  readonly branchName: string | null;
  readonly startedAt: Date;
  readonly durationMs: number | null;
  readonly errorMessage: string | null;
};
/** Where a page ends in the order asked for, and the runs on it. */
export type RunPage = {
  readonly last: { at: Date; id: string } | null;
  readonly more: boolean;
  readonly runs: RunListRow[];
};

type Wanted = {
  readonly name: string | null;
  readonly branchId: string | null;
  readonly outcome: RunOutcome | null;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly after: { readonly at: Date; readonly id: string } | null;
  readonly limit: number;
};
type ByEffect = Wanted & { readonly consumer: string | null; readonly standing: EffectStanding | null };

const all = (conditions: readonly (Prisma.Sql | null)[]): Prisma.Sql =>
  Prisma.join(
    conditions.filter((condition) => condition !== null),
    " and ",
  );

// Written out, not given as parameters: only then does the planner see that a partial index holds all that is asked for.
const outcomes = {
  done: Prisma.sql`r.outcome = 'done'`,
  refused: Prisma.sql`r.outcome = 'refused' and r.outcome <> 'done'`,
  undone: Prisma.sql`r.outcome = 'undone' and r.outcome <> 'done'`,
  unknown: Prisma.sql`r.outcome = 'unknown' and r.outcome <> 'done'`,
  running: Prisma.sql`r.outcome = 'running' and r.outcome <> 'done'`,
} as const satisfies Record<RunOutcome, Prisma.Sql>;
const standings = {
  waiting: Prisma.sql`d.standing = 'waiting' and d.standing <> 'done'`,
  planned: Prisma.sql`d.standing = 'planned' and d.standing <> 'done'`,
  dead: Prisma.sql`d.standing = 'dead' and d.standing <> 'done'`,
  skipped: Prisma.sql`d.standing = 'skipped' and d.standing <> 'done'`,
} as const satisfies Record<EffectStanding, Prisma.Sql>;

const inTime = ({ from, to }: Wanted, at: Prisma.Sql): (Prisma.Sql | null)[] => [
  from && Prisma.sql`${at} >= ${from}`,
  to && Prisma.sql`${at} < ${to}`,
];
const ofRun = ({ name, branchId, outcome }: Wanted): (Prisma.Sql | null)[] => [
  name === null ? null : Prisma.sql`r.name = ${name}`,
  branchId === null ? null : Prisma.sql`r.branch_id = ${branchId}::uuid`,
  outcome && outcomes[outcome],
];

const columns = Prisma.sql`
  r.id, r.name, r.state::text as state, r.subject_type as "subjectType", r.subject_id as "subjectId", r.actor_name as "actorName",
  (select b.name from branch b where b.tenant_id = r.tenant_id and b.id = r.branch_id) as "branchName", r.started_at as "startedAt",
  r.duration_ms as "durationMs", r.error_message as "errorMessage"`;

/** Runs, the newest first. */
export const byRun = async (db: Db, wanted: Wanted): Promise<RunPage> => {
  const rows = await db.client.$queryRaw<RunListRow[]>`
    select ${columns} from orchestration_run r
     where ${all([
       Prisma.sql`r.tenant_id = ${db.tenantId}::uuid`,
       ...ofRun(wanted),
       ...inTime(wanted, Prisma.sql`r.started_at`),
       wanted.after && Prisma.sql`(r.started_at, r.id) < (${wanted.after.at}, ${wanted.after.id}::uuid)`,
     ])}
     order by r.started_at desc, r.id desc limit ${wanted.limit + 1}`;
  const runs = rows.slice(0, wanted.limit);
  const last = runs.at(-1);
  return { last: last ? { at: last.startedAt, id: last.id } : null, more: rows.length > wanted.limit, runs };
};

/** Runs by what they owe: as many effects as the page is long, the newest first, and the runs that they follow from. */
export const byEffect = async (db: Db, wanted: ByEffect): Promise<RunPage> => {
  // The run is joined only where it is asked about: fifty look-ups otherwise, each a page deeper with every level that history adds.
  const joined = isNarrowed(wanted)
    ? Prisma.sql`join outbox_event e on e.tenant_id = d.tenant_id and e.id = d.event_id
                 join orchestration_run r on r.tenant_id = e.tenant_id and r.id = e.run_id`
    : Prisma.empty;
  const rows = await db.client.$queryRaw<{ at: Date; id: string; eventId: string }[]>`
    select d.created_at as at, d.id, d.event_id as "eventId" from event_delivery d ${joined}
     where ${all([
       Prisma.sql`d.tenant_id = ${db.tenantId}::uuid`,
       wanted.consumer === null ? null : Prisma.sql`d.consumer = ${wanted.consumer}`,
       wanted.standing && standings[wanted.standing],
       ...ofRun(wanted),
       ...inTime(wanted, Prisma.sql`d.created_at`),
       wanted.after && Prisma.sql`(d.created_at, d.id) < (${wanted.after.at}, ${wanted.after.id}::uuid)`,
     ])}
     order by d.created_at desc, d.id desc limit ${wanted.limit + 1}`;
  const page = rows.slice(0, wanted.limit);
  const events = await db.client.$queryRaw<{ id: string; runId: string }[]>`
    select e.id, e.run_id as "runId" from outbox_event e
     where e.tenant_id = ${db.tenantId}::uuid and e.id = any(${page.map(({ eventId }) => eventId)}::uuid[])`;
  const runOf = new Map(events.map(({ id, runId }) => [id, runId]));
  const ids = [...new Set(page.flatMap(({ eventId }) => runOf.get(eventId) ?? []))];
  const found = await db.client.$queryRaw<RunListRow[]>`
    select ${columns} from orchestration_run r where r.tenant_id = ${db.tenantId}::uuid and r.id = any(${ids}::uuid[])`;
  const byId = new Map(found.map((run) => [run.id, run]));
  const last = page.at(-1);
  return {
    last: last ? { at: last.at, id: last.id } : null,
    more: rows.length > wanted.limit,
    runs: ids.flatMap((id) => byId.get(id) ?? []),
  };
};

const isNarrowed = ({ name, branchId, outcome }: Wanted): boolean =>
  name !== null || branchId !== null || outcome !== null;

export type Progress = {
  readonly steps: { readonly done: number; readonly all: number };
  readonly effects: {
    readonly all: number;
    readonly waiting: number;
    readonly planned: number;
    readonly dead: number;
    readonly skipped: number;
  };
};

/**
 * How far runs have come, by id. Asked for the whole page at once: one walk over each index, where a look-up for each
 * run would descend it fifty times, a page deeper with every level that history adds.
 */
export const progress = async (db: Db, runIds: readonly string[]): Promise<Map<string, Progress>> => {
  const rows = await db.client.$queryRaw<(Progress & { id: string; pruned: number })[]>`
    with owing as materialized (
      select e.id, e.run_id, (select count(*) from jsonb_object_keys(e.pruned)) as pruned
        from outbox_event e where e.tenant_id = ${db.tenantId}::uuid and e.run_id = any(${runIds}::uuid[])
    ), steps as (
      select s.run_id, jsonb_build_object('done', count(*) filter (where s.state = 'DONE'), 'all', count(*)) as counts
        from orchestration_step s where s.tenant_id = ${db.tenantId}::uuid and s.run_id = any(${runIds}::uuid[]) group by s.run_id
    ), owed as materialized (
      select d.event_id, d.standing from event_delivery d
       where d.tenant_id = ${db.tenantId}::uuid and d.event_id = any(array(select id from owing))
    ), effects as (
      select owing.run_id, jsonb_build_object('all', count(*), 'waiting', count(*) filter (where owed.standing = 'waiting'),
               'planned', count(*) filter (where owed.standing = 'planned'),
               'dead', count(*) filter (where owed.standing = 'dead'), 'skipped', count(*) filter (where owed.standing = 'skipped')) as counts
        from owing join owed on owed.event_id = owing.id group by owing.run_id
    )
    select asked.id, coalesce((select sum(pruned) from owing where owing.run_id = asked.id), 0)::int as pruned,
           coalesce(steps.counts, '{"done":0,"all":0}') as steps,
           coalesce(effects.counts, '{"all":0,"waiting":0,"planned":0,"dead":0,"skipped":0}') as effects
      from unnest(${runIds}::uuid[]) as asked(id)
      left join steps on steps.run_id = asked.id left join effects on effects.run_id = asked.id`;
  // What has arrived long ago is forgotten by retention, not by the run.
  return new Map(
    rows.map(({ id, pruned, steps, effects }) => [id, { steps, effects: { ...effects, all: effects.all + pruned } }]),
  );
};

type Figures = { oldestUnsentAt: Date | null; waiting: number; retrying: number; dead: number; unknown: number };

/** What is on its way and what stands still, each from a partial index that holds nothing else. */
export const figures = async (db: Db): Promise<Figures> => {
  const [row] = await db.client.$queryRaw<Figures[]>`
    select (select min(e.occurred_at) from outbox_event e where e.tenant_id = ${db.tenantId}::uuid and e.unsent) as "oldestUnsentAt",
           w.waiting, w.retrying,
           (select count(*)::int from event_delivery d
             where d.tenant_id = ${db.tenantId}::uuid and d.standing = 'dead' and d.standing <> 'done') as dead,
           (select count(*)::int from orchestration_run r
             where r.tenant_id = ${db.tenantId}::uuid and r.outcome = 'unknown' and r.outcome <> 'done') as unknown
      from (select count(*)::int as waiting, (count(*) filter (where d.attempts_started > 0))::int as retrying
              from event_delivery d
             where d.tenant_id = ${db.tenantId}::uuid and d.standing = 'waiting' and d.standing <> 'done') w`;
  return row ?? { oldestUnsentAt: null, waiting: 0, retrying: 0, dead: 0, unknown: 0 };
};
