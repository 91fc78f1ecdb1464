import type { checkTriggers } from "#/domain/invariants.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type Trigger = (typeof checkTriggers)[number];

export type NewCheck = {
  readonly id: string;
  readonly trigger: Trigger;
  readonly askedById: string | null;
  readonly askedByName: string;
};

/** Begins a check; false while another one of the tenant is under way. */
export const begin = async (tx: Tx, check: NewCheck): Promise<boolean> => {
  const begun = await tx.client.$executeRaw`
    insert into invariant_check (tenant_id, id, trigger, asked_by_id, asked_by_name, started_at)
    values (${tx.tenantId}::uuid, ${check.id}::uuid, ${check.trigger}::invariant_trigger, ${check.askedById}::uuid, ${check.askedByName}, ${tx.now})
    on conflict do nothing`;
  return begun === 1;
};

/** Ends a check with what it found; false when it has ended already. */
export const finish = async (tx: Tx, id: string, answers: unknown, durationMs: number): Promise<boolean> => {
  const ended = await tx.client.$executeRaw`
    update invariant_check set finished_at = clock_timestamp(), duration_ms = ${durationMs}, results = ${JSON.stringify(answers)}::jsonb
     where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid and finished_at is null`;
  return ended === 1;
};

/** Ends a check that came to no answer. */
export const giveUp = async (tx: Tx, id: string, reason: string): Promise<void> => {
  await tx.client.$executeRaw`
    update invariant_check set finished_at = clock_timestamp(), error = ${reason}
     where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid and finished_at is null`;
};

export type CheckRow = {
  readonly id: string;
  readonly trigger: Trigger;
  readonly askedByName: string;
  readonly startedAt: Date;
  readonly asked: number;
  readonly finishedAt: Date | null;
  readonly error: string | null;
  readonly broken: readonly string[];
  readonly untold: number;
};

/** The checks of late without the rows they found, newest first. */
export const recent = (db: Db, limit: number): Promise<CheckRow[]> =>
  db.client.$queryRaw<CheckRow[]>`
    select id, trigger::text as trigger, asked_by_name as "askedByName", started_at as "startedAt", asked, finished_at as "finishedAt", error,
           coalesce(jsonb_path_query_array(results, '$[*] ? (@.state == "broken").id'), '[]') as broken,
           coalesce(jsonb_array_length(jsonb_path_query_array(results, '$[*] ? (@.state == "not told")')), 0) as untold
      from invariant_check where tenant_id = ${db.tenantId}::uuid order by id desc limit ${limit}`;

/** The newest check that came to an answer. */
export const latestAnswered = (db: Db, trigger?: Trigger) =>
  db.client.invariantCheck.findFirst({
    where: { tenantId: db.tenantId, error: null, finishedAt: { not: null }, ...(trigger && { trigger }) },
    orderBy: { id: "desc" },
  });

/** When the newest check of any kind began; null before the first. */
export const lastBegun = async (db: Db): Promise<Date | null> => {
  const last = await db.client.invariantCheck.findFirst({
    where: { tenantId: db.tenantId },
    orderBy: { id: "desc" },
    select: { startedAt: true },
  });
  return last?.startedAt ?? null;
};
