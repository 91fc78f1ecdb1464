import type { HistoryFilter } from "#/domain/history.ts";
import type { JobCardStatus } from "#/domain/transitions.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";

export const all = (conditions: readonly (Prisma.Sql | null)[]): Prisma.Sql =>
  Prisma.join(
    conditions.filter((condition) => condition !== null),
    " and ",
  );

export const given = <Value>(value: Value | null, condition: (value: Value) => Prisma.Sql): Prisma.Sql | null =>
  value === null ? null : condition(value);

export const dates = { opened: Prisma.sql`jc.opened_at`, completed: Prisma.sql`jc.completed_at` } as const;

const done = new Set<JobCardStatus>(["COLLECTED", "CANCELLED"]);

/**
 * The statuses asked for, and beside them what an index knows of them: under row level security the comparison of an enum
 * is no index condition, so few among many would be looked for in all (decision 013).
 */
const inStatuses = (statuses: readonly JobCardStatus[]): Prisma.Sql | null => {
  if (statuses.length === 0) return null;
  const wanted = Prisma.sql`jc.status = any(${statuses}::job_card_status[])`;
  if (statuses.every((status) => !done.has(status))) return Prisma.sql`jc.on_board and ${wanted}`;
  if (statuses.every((status) => status === "CANCELLED"))
    return Prisma.sql`not jc.on_board and jc.completed_at is null and ${wanted}`;
  return wanted;
};

/** What was invoiced for the card's last completion. */
const invoiced = ({ leastMinor, mostMinor, currency }: HistoryFilter, tenantId: string): Prisma.Sql | null =>
  leastMinor === null && mostMinor === null
    ? null
    : Prisma.sql`exists (select from invoice i where ${all([
        Prisma.sql`i.tenant_id = ${tenantId}::uuid and i.job_card_id = jc.id and i.completion_number = jc.completion_number`,
        given(leastMinor, (least) => Prisma.sql`i.total_minor >= ${least}::bigint`),
        given(mostMinor, (most) => Prisma.sql`i.total_minor <= ${most}::bigint`),
        given(currency, (code) => Prisma.sql`i.currency = ${code}`),
      ])})`;

/** In the statement itself: of a limit that it does not know the planner expects a tenth of all cards, and joins all customers. */
export const written = (limit: number): Prisma.Sql => Prisma.raw(String(Math.trunc(limit)));

/** So few cards are looked up one by one and put in order; more lie dense enough to be met on a walk through all. */
const few = 2000;

/**
 * The cards of a part or of an amount, when they are few; null when they are many or nothing is asked. A plan made for
 * any part expects a usual one, and would walk through years of cards to find that a rare one was fitted twice.
 */
const fewOf = async (db: Db, { partId, leastMinor, mostMinor }: HistoryFilter): Promise<string[] | null> => {
  const lists: string[][] = [];
  const ids = async (statement: Prisma.Sql): Promise<void> => {
    const rows = await db.client.$queryRaw<{ id: string }[]>`${statement} limit ${written(few + 1)}`;
    if (rows.length <= few) lists.push(rows.map(({ id }) => id));
  };
  if (partId !== null)
    await ids(Prisma.sql`select l.job_card_id as id from job_line l
      where l.tenant_id = ${db.tenantId}::uuid and l.part_id = ${partId}::uuid and l.removed_at is null`);
  if (leastMinor !== null || mostMinor !== null)
    await ids(
      Prisma.sql`select i.job_card_id as id from invoice i where ${all([
        Prisma.sql`i.tenant_id = ${db.tenantId}::uuid`,
        given(leastMinor, (least) => Prisma.sql`i.total_minor >= ${least}::bigint`),
        given(mostMinor, (most) => Prisma.sql`i.total_minor <= ${most}::bigint`),
      ])}`,
    );
  return lists.toSorted((a, b) => a.length - b.length)[0] ?? null;
};

/** What a card must be to stand in the list: conditions on `job_card jc`. */
export const matching = async (db: Db, filter: HistoryFilter): Promise<(Prisma.Sql | null)[]> => {
  const at = dates[filter.by];
  return [
    given(await fewOf(db, filter), (ids) => Prisma.sql`jc.id = any(${ids}::uuid[])`),
    Prisma.sql`jc.tenant_id = ${db.tenantId}::uuid`,
    filter.by === "completed" ? Prisma.sql`jc.completed_at is not null` : null,
    inStatuses(filter.statuses),
    given(filter.branchId, (id) => Prisma.sql`jc.branch_id = ${id}::uuid`),
    given(filter.technicianId, (id) => Prisma.sql`jc.technician_id = ${id}::uuid`),
    given(filter.customerId, (id) => Prisma.sql`jc.customer_id = ${id}::uuid`),
    given(filter.vehicleId, (id) => Prisma.sql`jc.vehicle_id = ${id}::uuid`),
    given(filter.completedById, (id) => Prisma.sql`jc.completed_by_id = ${id}::uuid`),
    given(filter.from, (from) => Prisma.sql`${at} >= ${from}`),
    given(filter.to, (to) => Prisma.sql`${at} < ${to}`),
    given(
      filter.partId,
      (
        id,
      ) => Prisma.sql`exists (select from job_line l where l.tenant_id = ${db.tenantId}::uuid and l.job_card_id = jc.id
                                and l.part_id = ${id}::uuid and l.removed_at is null)`,
    ),
    invoiced(filter, db.tenantId),
  ];
};
