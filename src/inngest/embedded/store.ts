/** The runner's notebook: each statement is one round trip, and a worker that lost its lease changes nothing. */
import { z } from "zod";
import { type Memo, type RunnerEvent, runnerEvent } from "./protocol.ts";

/** The database as the runner needs it; its two tables belong to no tenant. */
export type Queryable = {
  query(statement: Statement): Promise<{ rows: unknown[]; rowCount: number | null }>;
};
/** Named, so that each connection plans it once: for statements this short that is half their cost. */
export type Statement = { name: string; text: string; values: unknown[] };

/** A run held under a lease; `fence` is raised by every claim, and every write asks for it. */
export type HeldRun = {
  id: string;
  functionId: string;
  event: RunnerEvent;
  attempt: number;
  fence: number;
  steps: StepRow[];
};

/** `order` is when the step was remembered among its run's steps: the app replays them in that order. */
export type StepRow = {
  hash: string;
  name: string;
  op: string;
  memo: (Memo & { order: number }) | null;
  attempt: number;
  wakeAt: Date | null;
};

export type NewRun = { id: string; functionId: string; event: RunnerEvent };

const memoShape = z.discriminatedUnion("type", [
  z.object({ type: z.literal("data"), data: z.unknown(), order: z.number() }),
  z.object({ type: z.literal("error"), error: z.unknown(), order: z.number() }),
]);
const stepShape = z.object({
  hash: z.string(),
  name: z.string(),
  op: z.string(),
  memo: memoShape.nullable(),
  attempt: z.number(),
  wakeAt: z.coerce.date().nullable(),
});
const heldShape = z.object({
  id: z.string(),
  functionId: z.string(),
  event: runnerEvent,
  attempt: z.number(),
  fence: z.number(),
  steps: z.array(stepShape),
});

/**
 * A statement that holds it does not wait for the disk. For notes that, lost with a database that crashes, would be made
 * again by whoever reads what was written before them: a log is lost from its end only.
 */
const unhurried = "set_config('synchronous_commit', 'off', true)";

/**
 * Adds a run for each event × function; one that is there already (same event id) is left alone. The first `room` of
 * them are held by this process from the start, under a lease of `leaseMs`: those that are new are returned. `repeated`
 * are those that come again as long as nobody has noted that they came.
 */
export async function addRuns(
  pool: Queryable,
  runs: readonly NewRun[],
  { room = 0, leaseMs = 0, repeated = false } = {},
): Promise<HeldRun[]> {
  if (runs.length === 0) return [];
  const { rows } = await pool.query({
    name: "runner-add",
    text: `INSERT INTO runner_run (id, event_id, function_id, event, fence, lease_until, available_at)
     SELECT r.id, r.event->>'id', r."functionId", r.event, CASE WHEN r.held THEN 1 ELSE 0 END,
            CASE WHEN r.held THEN now.at + $2 * interval '1 millisecond' END,
            CASE WHEN r.held THEN now.at + $2 * interval '1 millisecond' ELSE now.at END
       FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "functionId" text, event jsonb, held boolean),
            (SELECT clock_timestamp() AS at, CASE WHEN $3 THEN ${unhurried} END) now
     ON CONFLICT (event_id, function_id) DO NOTHING
     RETURNING id`,
    values: [JSON.stringify(runs.map((run, index) => ({ ...run, held: index < room }))), leaseMs, repeated],
  });
  const added = new Set(
    z
      .array(z.object({ id: z.string() }))
      .parse(rows)
      .map(({ id }) => id),
  );
  return runs
    .slice(0, room)
    .filter(({ id }) => added.has(id))
    .map((run) => ({ ...run, attempt: 0, fence: 1, steps: [] }));
}

const lastShape = z.array(z.object({ functionId: z.string(), ts: z.coerce.number() }));

/** For when each function was last put on by its schedule, in ms, as far as its runs are still known. */
export async function lastScheduled(
  pool: Queryable,
  functionIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query({
    name: "runner-scheduled",
    text: `SELECT function_id AS "functionId", max((event->>'ts')::bigint) AS ts FROM runner_run
            WHERE function_id = ANY ($1::text[]) AND event_id LIKE 'cron:%' GROUP BY function_id`,
    values: [functionIds],
  });
  return new Map(lastShape.parse(rows).map(({ functionId, ts }) => [functionId, ts]));
}

/** Whether a run of the function that one of these event ids began has not come to its end. */
export async function hasUnfinishedRun(
  pool: Queryable,
  functionId: string,
  eventIds: readonly string[],
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: "runner-unfinished",
    text: "SELECT 1 FROM runner_run WHERE event_id = ANY ($1::text[]) AND function_id = $2 AND state = 'PENDING' LIMIT 1",
    values: [eventIds, functionId],
  });
  return (rowCount ?? 0) > 0;
}

/** Takes up to `limit` due runs of the given functions for `leaseMs`; several processes never take the same one. */
export async function claimRuns(
  pool: Queryable,
  functionIds: readonly string[],
  limit: number,
  leaseMs: number,
): Promise<HeldRun[]> {
  const { rows } = await pool.query({
    name: "runner-claim",
    text: `UPDATE runner_run r
        SET fence = r.fence + 1,
            lease_until = clock_timestamp() + $2 * interval '1 millisecond',
            available_at = clock_timestamp() + $2 * interval '1 millisecond'
      WHERE r.id IN (
        SELECT d.id FROM runner_run d
         WHERE d.state = 'PENDING' AND d.available_at <= clock_timestamp() AND d.function_id = ANY ($3)
         ORDER BY d.available_at LIMIT $1 FOR UPDATE SKIP LOCKED)
      RETURNING r.id, r.function_id AS "functionId", r.event, r.attempt, r.fence,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('hash', s.hash, 'name', s.name, 'op', s.op, 'memo', s.memo,
                  'attempt', s.attempt, 'wakeAt', s.wake_at)), '[]')
           FROM runner_step s WHERE s.run_id = r.id) AS steps`,
    values: [limit, leaseMs, functionIds],
  });
  return z.array(heldShape).parse(rows);
}

/** Prolongs the leases that are still held. */
export async function renewRuns(pool: Queryable, held: readonly HeldRun[], leaseMs: number): Promise<void> {
  await setAvailable(pool, held, leaseMs);
}

/** Gives runs back at once, for a clean stop. */
export async function releaseRuns(pool: Queryable, held: readonly HeldRun[]): Promise<void> {
  await setAvailable(pool, held, 0);
}

async function setAvailable(pool: Queryable, held: readonly HeldRun[], inMs: number): Promise<void> {
  if (held.length === 0) return;
  await pool.query({
    name: "runner-lease",
    text: `UPDATE runner_run r
        SET lease_until = clock_timestamp() + $3 * interval '1 millisecond',
            available_at = clock_timestamp() + $3 * interval '1 millisecond'
       FROM unnest($1::uuid[], $2::int[]) AS h(id, fence)
      WHERE r.id = h.id AND r.fence = h.fence AND r.state = 'PENDING'`,
    values: [held.map(({ id }) => id), held.map(({ fence }) => fence), inMs],
  });
}

/** Remembers steps, and with them the run's own attempt. False: the lease was lost, nothing is written. */
export async function saveSteps(
  pool: Queryable,
  run: HeldRun,
  attempt: number,
  steps: readonly StepRow[],
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: "runner-steps",
    text: `WITH held AS (
       UPDATE runner_run SET attempt = $3 WHERE id = $1 AND fence = $2 AND state = 'PENDING' RETURNING id)
     INSERT INTO runner_step (run_id, hash, name, op, memo, attempt, wake_at)
     SELECT held.id, s.hash, s.name, s.op, nullif(s.memo, 'null'::jsonb), s.attempt, s."wakeAt"
       FROM held, jsonb_to_recordset($4::jsonb) AS s(hash text, name text, op text, memo jsonb, attempt int, "wakeAt" timestamptz)
     ON CONFLICT (run_id, hash) DO UPDATE
        SET op = excluded.op, memo = excluded.memo, attempt = excluded.attempt, wake_at = excluded.wake_at`,
    values: [run.id, run.fence, attempt, JSON.stringify(steps)],
  });
  return (rowCount ?? 0) > 0;
}

/** Puts the run down until `inMs` from now: a retry (with its reason), or a sleep. */
export async function parkRun(
  pool: Queryable,
  run: HeldRun,
  attempt: number,
  inMs: number,
  reason: string | null,
): Promise<void> {
  await pool.query({
    name: "runner-park",
    text: `UPDATE runner_run
        SET attempt = $3, lease_until = NULL, available_at = clock_timestamp() + $4 * interval '1 millisecond',
            last_error = coalesce($5, last_error)
      WHERE id = $1 AND fence = $2 AND state = 'PENDING'`,
    values: [run.id, run.fence, attempt, inMs, reason],
  });
}

export async function finishRun(pool: Queryable, run: HeldRun, output: unknown): Promise<void> {
  await pool.query({
    name: "runner-finish",
    text: `UPDATE runner_run SET state = 'DONE', output = $3::jsonb, lease_until = NULL, finished_at = clock_timestamp()
       FROM (SELECT ${unhurried} AS disk) kept
      WHERE id = $1 AND fence = $2 AND state = 'PENDING' AND kept.disk = 'off'`,
    values: [run.id, run.fence, JSON.stringify(output ?? null)],
  });
}

/** Ends the run as FAILED and adds the runs of its failure handlers, in one statement. */
export async function failRun(
  pool: Queryable,
  run: HeldRun,
  reason: string,
  handlers: readonly NewRun[],
): Promise<void> {
  await pool.query({
    name: "runner-fail",
    text: `WITH failed AS (
       UPDATE runner_run SET state = 'FAILED', last_error = $3, lease_until = NULL, finished_at = clock_timestamp()
        WHERE id = $1 AND fence = $2 AND state = 'PENDING' RETURNING id)
     INSERT INTO runner_run (id, event_id, function_id, event, available_at)
     SELECT r.id, r.event->>'id', r."functionId", r.event, clock_timestamp()
       FROM failed, jsonb_to_recordset($4::jsonb) AS r(id uuid, "functionId" text, event jsonb)
     ON CONFLICT (event_id, function_id) DO NOTHING`,
    values: [run.id, run.fence, reason, JSON.stringify(handlers)],
  });
}

/** Forgets ended runs older than two days, in small bites. Repeats are recognised for that long (Inngest: one day). */
export async function pruneRuns(pool: Queryable): Promise<number> {
  const { rowCount } = await pool.query({
    name: "runner-prune",
    text: `DELETE FROM runner_run WHERE id IN (
       SELECT id FROM runner_run WHERE state <> 'PENDING' AND finished_at < now() - interval '2 days' LIMIT 5000)`,
    values: [],
  });
  return rowCount ?? 0;
}
