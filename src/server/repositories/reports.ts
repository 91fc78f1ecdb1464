import type { OwedAge, ReportSums, StockAge } from "#/domain/report.ts";
import type { Span, Step } from "#/domain/report-period.ts";
import type { Db } from "#/server/db/transaction.ts";
import { shelves } from "#/server/repositories/reports/shelves.ts";

export type Place = { readonly id: string; readonly currency: string; readonly locale: string; readonly zone: string };

/** Where the tenant keeps books, the oldest branch first. */
export const places = (db: Db): Promise<Place[]> =>
  db.client.$queryRaw<Place[]>`
    select id, currency, locale, zone from branch where tenant_id = ${db.tenantId}::uuid order by created_at, id`;

export type SumsRow = Required<ReportSums> & { readonly current: boolean; readonly start: string };

/** Sums over the kept days of these branches: by bar of the period, and by bar of the one before. */
export const sums = (
  db: Db,
  branchIds: readonly string[],
  { first, last, before, step }: Span & { readonly before: Span | null; readonly step: Step },
): Promise<SumsRow[]> =>
  db.client.$queryRaw<SumsRow[]>`
    select day >= ${first}::date as current, date_trunc(${step}, day::timestamp)::date::text as start,
           sum(cards_completed)::int as "cardsCompleted", sum(promised)::int as promised, sum(promises_kept)::int as "promisesKept",
           sum(orders)::int as orders, sum(labour_net_minor)::float8 as "labourNetMinor", sum(part_net_minor)::float8 as "partNetMinor",
           sum(other_net_minor)::float8 as "otherNetMinor", sum(labour_milli)::float8 as "labourMilli", sum(part_cost_minor)::float8 as "partCostMinor",
           sum(net_minor)::float8 as "netMinor", sum(credited_net_minor)::float8 as "creditedNetMinor", sum(received_minor)::float8 as "receivedMinor",
           sum(refunded_minor)::float8 as "refundedMinor", sum(arrivals)::int as arrivals, sum(no_shows)::int as "noShows"
      from daily_metric
     where tenant_id = ${db.tenantId}::uuid and branch_id = any(${[...branchIds]}::uuid[])
       and (day between ${first}::date and ${last}::date or day between ${before?.first ?? first}::date and ${before?.last ?? first}::date)
     group by 1, 2 order by 2`;

/** What is owed to these branches now, by days past due in their own calendars. */
export const owedByAge = async (db: Db, branchIds: readonly string[]) => {
  const rows = await db.client.$queryRaw<{ age: OwedAge; count: number; amount: number }[]>`
    with b as materialized (
      select id, (now() at time zone zone)::date as today from branch where tenant_id = ${db.tenantId}::uuid and id = any(${[...branchIds]}::uuid[])
    )
    select case when r.due_on >= b.today then 'due' when b.today - r.due_on <= 30 then '0-30' when b.today - r.due_on <= 60 then '31-60'
                when b.today - r.due_on <= 90 then '61-90' else '91' end as age, count(*)::int as count, sum(r.due_minor)::float8 as amount
      from receivable r join b on b.id = r.branch_id
     where r.tenant_id = ${db.tenantId}::uuid group by 1`;
  return rows.map(({ amount, ...row }) => ({ ...row, amountMinor: amount }));
};

/** What the books say was owed to these branches at the end of a day; less what was overpaid. */
export const owedAt = async (db: Db, branchIds: readonly string[], day: string): Promise<number> => {
  const [row] = await db.client.$queryRaw<{ owed: number }[]>`
    select coalesce(sum(owed_change_minor), 0)::float8 as owed from daily_metric
     where tenant_id = ${db.tenantId}::uuid and branch_id = any(${[...branchIds]}::uuid[]) and day <= ${day}::date`;
  return row?.owed ?? 0;
};

/** What lay on the shelves, by age. @param at null is now */
export const stockByAge = async (db: Db, branchIds: readonly string[], at: Date | null) => {
  const rows = await db.client.$queryRaw<{ age: StockAge; count: number; amount: number }[]>`
    select age, count(*)::int as count, sum(value)::float8 as amount from (${shelves(db, branchIds, at)}) x group by 1`;
  return rows.map(({ amount, ...row }) => ({ ...row, amountMinor: amount }));
};
