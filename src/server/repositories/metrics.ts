import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** What happened at a branch on one day of its own zone. Money in minor units of the branch's currency. */
export type DayFigures = {
  /** `2026-05-14` */
  readonly day: string;
  readonly currency: string;
  readonly cardsCompleted: number;
  /** From check-in to completion, summed over those cards. */
  readonly turnaroundMinutes: number;
  readonly invoices: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
  readonly labourNetMinor: number;
  readonly partNetMinor: number;
  readonly otherNetMinor: number;
  /** Purchase cost of what was invoiced. */
  readonly costMinor: number;
  /** What entered or left the shelf, at its cost when it moved; corrections carry their sign. */
  readonly stockMovements: number;
  readonly stockReceivedMinor: number;
  readonly stockIssuedMinor: number;
  readonly stockCorrectedMinor: number;
  /** Appointments that were given a time, that were called off, and those of the day to which nobody came. */
  readonly bookings: number;
  readonly cancellations: number;
  readonly noShows: number;
};

// A day is told by the zone's own calendar, whatever the clocks do in it. The bounds are wider by three hours than any
// day: they let an index find the rows, and the date beside them decides.
const within = (at: Prisma.Sql) => Prisma.sql`
  ${at} >= (d.first::timestamp at time zone d.zone) - interval '3 hours'
  and ${at} < ((d.last + 1)::timestamp at time zone d.zone) + interval '3 hours'
  and (${at} at time zone d.zone)::date between d.first and d.last`;
const dayOf = (at: Prisma.Sql) => Prisma.sql`(${at} at time zone d.zone)::date`;

/** Reckons a branch's days from `first` to `last` out of the rows themselves; a day without any is absent. */
const reckoned = (tenantId: string, branchId: string, first: Prisma.Sql, last: Prisma.Sql) => Prisma.sql`
  d as materialized (
    select b.tenant_id, b.id as branch_id, b.zone, b.currency, ${first} as first, ${last} as last
      from branch b where b.tenant_id = ${tenantId}::uuid and b.id = ${branchId}::uuid
  ), completions as (
    select ${dayOf(Prisma.sql`r.performed_at`)} as day, count(*)::int as cards,
           coalesce(sum(floor(extract(epoch from r.performed_at - c.opened_at) / 60)), 0)::bigint as minutes
      from d join service_record r on r.tenant_id = d.tenant_id and r.branch_id = d.branch_id and ${within(Prisma.sql`r.performed_at`)}
      join job_card c on c.tenant_id = r.tenant_id and c.id = r.job_card_id
     group by 1
  ), issued as materialized (
    select i.tenant_id, i.id, ${dayOf(Prisma.sql`i.issued_at`)} as day, i.net_minor, i.tax_minor, i.total_minor
      from d join invoice i on i.tenant_id = d.tenant_id and i.branch_id = d.branch_id and ${within(Prisma.sql`i.issued_at`)}
  ), invoices as (
    select day, count(*)::int as invoices, sum(net_minor)::bigint as net, sum(tax_minor)::bigint as tax, sum(total_minor)::bigint as total
      from issued group by 1
  ), lines as (
    select i.day,
           coalesce(sum(l.net_minor) filter (where l.kind = 'LABOUR'), 0)::bigint as labour,
           coalesce(sum(l.net_minor) filter (where l.kind = 'PART'), 0)::bigint as parts,
           coalesce(sum(l.net_minor) filter (where l.kind in ('SUBLET', 'FEE')), 0)::bigint as other,
           coalesce(sum(round(j.unit_cost_minor * l.quantity)), 0)::bigint as cost
      from issued i join invoice_line l on l.tenant_id = i.tenant_id and l.invoice_id = i.id
      join job_line j on j.tenant_id = l.tenant_id and j.id = l.job_line_id
     group by 1
  ), moved as (
    select ${dayOf(Prisma.sql`m.at`)} as day, m.kind, m.on_hand_change, round(m.on_hand_change * m.unit_cost_minor) as worth
      from d join stock_movement m on m.tenant_id = d.tenant_id and m.branch_id = d.branch_id and ${within(Prisma.sql`m.at`)}
  ), stock as (
    select day, count(*) filter (where on_hand_change <> 0)::int as movements,
           coalesce(sum(worth) filter (where kind = 'RECEIVE'), 0)::bigint as received,
           coalesce(-sum(worth) filter (where kind = 'ISSUE'), 0)::bigint as issued,
           coalesce(sum(worth) filter (where kind in ('ADJUST', 'RETURN')), 0)::bigint as corrected
      from moved group by 1
  ), appointments as (
    select day, sum(booked)::int as bookings, sum(cancelled)::int as cancellations, sum(missed)::int as no_shows from (
      select ${dayOf(Prisma.sql`a.booked_at`)} as day, 1 as booked, 0 as cancelled, 0 as missed
        from d join appointment a on a.tenant_id = d.tenant_id and a.branch_id = d.branch_id and ${within(Prisma.sql`a.booked_at`)}
      union all
      select ${dayOf(Prisma.sql`a.cancelled_at`)}, 0, (a.booked_at is not null)::int, 0
        from d join appointment a on a.tenant_id = d.tenant_id and a.branch_id = d.branch_id and ${within(Prisma.sql`a.cancelled_at`)}
      union all
      select ${dayOf(Prisma.sql`a.starts_at`)}, 0, 0, (a.state = 'NO_SHOW')::int
        from d join appointment a on a.tenant_id = d.tenant_id and a.branch_id = d.branch_id and ${within(Prisma.sql`a.starts_at`)}
    ) each group by 1
  ), reckoned as (
    select day, d.currency, coalesce(c.cards, 0) as cards_completed, coalesce(c.minutes, 0) as turnaround_minutes,
           coalesce(i.invoices, 0) as invoices, coalesce(i.net, 0) as net_minor, coalesce(i.tax, 0) as tax_minor,
           coalesce(i.total, 0) as total_minor, coalesce(l.labour, 0) as labour_net_minor, coalesce(l.parts, 0) as part_net_minor,
           coalesce(l.other, 0) as other_net_minor, coalesce(l.cost, 0) as cost_minor, coalesce(s.movements, 0) as stock_movements,
           coalesce(s.received, 0) as stock_received_minor, coalesce(s.issued, 0) as stock_issued_minor,
           coalesce(s.corrected, 0) as stock_corrected_minor, coalesce(a.bookings, 0) as bookings,
           coalesce(a.cancellations, 0) as cancellations, coalesce(a.no_shows, 0) as no_shows
      from completions c full join invoices i using (day) full join lines l using (day) full join stock s using (day)
      full join appointments a using (day) cross join d
     where coalesce(c.cards, i.invoices, 0) > 0 or coalesce(s.movements, 0) > 0 or a.bookings + a.cancellations + a.no_shows > 0
  )`;

const columns = Prisma.sql`
  day::text as day, currency, cards_completed as "cardsCompleted", turnaround_minutes::float8 as "turnaroundMinutes", invoices,
  net_minor::float8 as "netMinor", tax_minor::float8 as "taxMinor", total_minor::float8 as "totalMinor",
  labour_net_minor::float8 as "labourNetMinor", part_net_minor::float8 as "partNetMinor", other_net_minor::float8 as "otherNetMinor",
  cost_minor::float8 as "costMinor", stock_movements as "stockMovements", stock_received_minor::float8 as "stockReceivedMinor",
  stock_issued_minor::float8 as "stockIssuedMinor", stock_corrected_minor::float8 as "stockCorrectedMinor", bookings, cancellations, no_shows as "noShows"`;

/** A branch's days as they are kept, oldest first; what a dashboard reads. Days as ISO dates, both included. */
export const kept = (db: Db, branchId: string, first: string, last: string): Promise<DayFigures[]> =>
  db.client.$queryRaw<DayFigures[]>`
    select ${columns} from daily_metric
     where tenant_id = ${db.tenantId}::uuid and branch_id = ${branchId}::uuid and day between ${first}::date and ${last}::date
     order by day`;

/** The same, reckoned now from invoices, service records and the stock ledger: slow over years, and always right. */
export const live = (db: Db, branchId: string, first: string, last: string): Promise<DayFigures[]> =>
  db.client.$queryRaw<DayFigures[]>`
    with ${reckoned(db.tenantId, branchId, Prisma.sql`${first}::date`, Prisma.sql`${last}::date`)}
    select ${columns} from reckoned order by day`;

export type Days = { readonly branchId: string; readonly first: string; readonly last: string };

/** The branch's days that a completion shows in; null when it is not there. */
export const daysOfCompletion = async (
  db: Db,
  { jobCardId, completionNumber }: { readonly jobCardId: string; readonly completionNumber: number },
): Promise<Days | null> => {
  const [days] = await db.client.$queryRaw<Days[]>`
    select r.branch_id as "branchId", least(x.performed, x.issued)::text as first, greatest(x.performed, x.issued)::text as last
      from service_record r
      join branch b on b.tenant_id = r.tenant_id and b.id = r.branch_id
      join invoice i on i.tenant_id = r.tenant_id and i.id = r.invoice_id
     cross join lateral (select (r.performed_at at time zone b.zone)::date as performed, (i.issued_at at time zone b.zone)::date as issued) x
     where r.tenant_id = ${db.tenantId}::uuid and r.job_card_id = ${jobCardId}::uuid and r.completion_number = ${completionNumber}::int`;
  return days ?? null;
};

/**
 * The branch's days on which these parts entered or left the shelf around an instant; null when none did. An hour to
 * either side: movements carry the application's clock and events the database's.
 */
export const daysOfMovements = async (
  db: Db,
  branchId: string,
  partIds: readonly string[],
  around: string,
): Promise<Days | null> => {
  const [days] = await db.client.$queryRaw<{ first: string | null; last: string | null }[]>`
    select min((m.at at time zone b.zone)::date)::text as first, max((m.at at time zone b.zone)::date)::text as last
      from stock_movement m join branch b on b.tenant_id = m.tenant_id and b.id = m.branch_id
     where m.tenant_id = ${db.tenantId}::uuid and m.branch_id = ${branchId}::uuid and m.part_id = any(${[...partIds]}::uuid[])
       and m.at between ${around}::timestamptz - interval '1 hour' and ${around}::timestamptz + interval '1 hour'
       and m.on_hand_change <> 0`;
  return !days?.first || !days.last ? null : { branchId, first: days.first, last: days.last };
};

/** The branch's day on which an appointment was given its first time, or was called off; null when it was not. */
export const dayOfAppointment = async (
  db: Db,
  appointmentId: string,
  what: "booked" | "cancelled",
): Promise<Days | null> => {
  const [found] = await db.client.$queryRaw<{ branchId: string; day: string | null }[]>`
    select a.branch_id as "branchId", (${what === "booked" ? Prisma.sql`a.booked_at` : Prisma.sql`a.cancelled_at`} at time zone b.zone)::date::text as day
      from appointment a join branch b on b.tenant_id = a.tenant_id and b.id = a.branch_id
     where a.tenant_id = ${db.tenantId}::uuid and a.id = ${appointmentId}::uuid`;
  return found?.day == null ? null : { branchId: found.branchId, first: found.day, last: found.day };
};

/** The day of an instant at the branch of an appointment; null when there is no such appointment. */
export const dayAtBranchOf = async (db: Db, appointmentId: string, at: string): Promise<Days | null> => {
  const [found] = await db.client.$queryRaw<{ branchId: string; day: string }[]>`
    select a.branch_id as "branchId", (${at}::timestamptz at time zone b.zone)::date::text as day
      from appointment a join branch b on b.tenant_id = a.tenant_id and b.id = a.branch_id
     where a.tenant_id = ${db.tenantId}::uuid and a.id = ${appointmentId}::uuid`;
  return found === undefined ? null : { branchId: found.branchId, first: found.day, last: found.day };
};

/**
 * Reckons these days anew and keeps them. Their rows are locked by a statement of their own first: the next one's
 * snapshot then holds all that any earlier holder has seen, so the last to write has seen the most.
 */
export const keep = async (tx: Tx, { branchId, first, last }: Days): Promise<void> => {
  await tx.client.$executeRaw`
    insert into daily_metric as m (tenant_id, branch_id, day, currency)
    select b.tenant_id, b.id, g.day::date, b.currency
      from branch b cross join generate_series(${first}::date, ${last}::date, interval '1 day') as g(day)
     where b.tenant_id = ${tx.tenantId}::uuid and b.id = ${branchId}::uuid
     order by g.day
    on conflict (tenant_id, branch_id, day) do update set refreshed_at = m.refreshed_at`;
  await tx.client.$executeRaw`
    with ${reckoned(tx.tenantId, branchId, Prisma.sql`${first}::date`, Prisma.sql`${last}::date`)}
    update daily_metric m
       set currency = r.currency, cards_completed = r.cards_completed, turnaround_minutes = r.turnaround_minutes, invoices = r.invoices,
           net_minor = r.net_minor, tax_minor = r.tax_minor, total_minor = r.total_minor, labour_net_minor = r.labour_net_minor,
           part_net_minor = r.part_net_minor, other_net_minor = r.other_net_minor, cost_minor = r.cost_minor,
           stock_movements = r.stock_movements, stock_received_minor = r.stock_received_minor,
           stock_issued_minor = r.stock_issued_minor, stock_corrected_minor = r.stock_corrected_minor,
           bookings = r.bookings, cancellations = r.cancellations, no_shows = r.no_shows, refreshed_at = clock_timestamp()
      from reckoned r
     where m.tenant_id = ${tx.tenantId}::uuid and m.branch_id = ${branchId}::uuid and m.day = r.day`;
};

/** Forgets days in which nothing has happened after all: what did was taken back. Held like in `keep`. */
export const dropEmpty = async (tx: Tx, { branchId, first, last }: Days): Promise<void> => {
  await tx.client.$executeRaw`
    with ${reckoned(tx.tenantId, branchId, Prisma.sql`${first}::date`, Prisma.sql`${last}::date`)}
    delete from daily_metric m
     where m.tenant_id = ${tx.tenantId}::uuid and m.branch_id = ${branchId}::uuid and m.day between ${first}::date and ${last}::date
       and not exists (select 1 from reckoned r where r.day = m.day)`;
};
