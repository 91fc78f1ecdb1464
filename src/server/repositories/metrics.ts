import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** What happened at a branch on one day of its own zone. Money in minor units of the branch's currency. */
export type DayFigures = {
  /** `2026-05-14` */
  readonly day: string;
  readonly currency: string;
  /** Completions that stand: one that was reversed counts no more, on its own day. */
  readonly cardsCompleted: number;
  /** From check-in to completion, summed over those cards. */
  readonly turnaroundMinutes: number;
  /** Of those cards, the ones that were promised for a time, and the ones completed by then. */
  readonly promised: number;
  readonly promisesKept: number;
  /** Of those cards, the ones whose invoice was not taken back in whole. */
  readonly orders: number;
  /** By the books: what was issued on this day, whatever became of it. */
  readonly invoices: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
  /** Of the invoices of those cards, less all that was credited of them since, before tax. */
  readonly labourNetMinor: number;
  readonly partNetMinor: number;
  readonly otherNetMinor: number;
  /** Hours of labour in it, in thousandths. */
  readonly labourMilli: number;
  /** Purchase cost of what was invoiced and did not come back; of its parts alone. */
  readonly costMinor: number;
  readonly partCostMinor: number;
  /** By the books: credit notes of this day. */
  readonly creditNotes: number;
  readonly creditedNetMinor: number;
  readonly creditedTaxMinor: number;
  readonly creditedTotalMinor: number;
  /** Money that came in, and that went back. */
  readonly receivedMinor: number;
  readonly refundedMinor: number;
  /** By how much what customers owe rose. */
  readonly owedChangeMinor: number;
  /** What entered or left the shelf, at its cost when it moved; corrections carry their sign. */
  readonly stockMovements: number;
  readonly stockReceivedMinor: number;
  readonly stockIssuedMinor: number;
  readonly stockCorrectedMinor: number;
  /** Appointments that were given a time, that were called off, and those of the day to which somebody came, or nobody. */
  readonly bookings: number;
  readonly cancellations: number;
  readonly arrivals: number;
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
  ), issued as materialized (
    select i.tenant_id, i.id, i.issued_at, ${dayOf(Prisma.sql`i.issued_at`)} as day, i.net_minor, i.tax_minor, i.total_minor, c.opened_at, c.promised_at,
           c.completion_number = i.completion_number and c.status in ('COMPLETED', 'COLLECTED') as stands
      from d join invoice i on i.tenant_id = d.tenant_id and i.branch_id = d.branch_id and ${within(Prisma.sql`i.issued_at`)}
      join job_card c on c.tenant_id = i.tenant_id and c.id = i.job_card_id
  ), taken as materialized (
    select k.invoice_id, k.invoice_position, sum(k.net_minor) as net, sum(k.total_minor) as total, sum(k.quantity) as quantity,
           coalesce(sum(k.quantity) filter (where k.stock <> 'NONE'), 0) as returned
      from issued i join credit_note_line k on k.tenant_id = i.tenant_id and k.invoice_id = i.id
     where i.stands group by 1, 2
  ), left_of as (
    select i.id, i.total_minor - coalesce(sum(k.total), 0) as total from issued i left join taken k on k.invoice_id = i.id group by i.id, i.total_minor
  ), invoices as (
    select day, count(*)::int as invoices, sum(net_minor)::bigint as net, sum(tax_minor)::bigint as tax, sum(total_minor)::bigint as total,
           (count(*) filter (where stands))::int as cards,
           coalesce(sum(floor(extract(epoch from issued_at - opened_at) / 60)) filter (where stands), 0)::bigint as minutes,
           (count(*) filter (where stands and promised_at is not null))::int as promised,
           (count(*) filter (where stands and issued_at <= promised_at))::int as kept,
           (count(*) filter (where stands and (total_minor = 0 or l.total <> 0)))::int as orders
      from issued i join left_of l using (id) group by 1
  ), lines as (
    select i.day,
           coalesce(sum(l.net_minor - coalesce(k.net, 0)) filter (where l.kind = 'LABOUR'), 0)::bigint as labour,
           coalesce(sum(l.net_minor - coalesce(k.net, 0)) filter (where l.kind = 'PART'), 0)::bigint as parts,
           coalesce(sum(l.net_minor - coalesce(k.net, 0)) filter (where l.kind in ('SUBLET', 'FEE')), 0)::bigint as other,
           coalesce(sum((l.quantity - coalesce(k.quantity, 0)) * 1000) filter (where l.kind = 'LABOUR'), 0)::bigint as labour_milli,
           coalesce(sum(round(j.unit_cost_minor * (l.quantity - coalesce(k.returned, 0)))), 0)::bigint as cost,
           coalesce(sum(round(j.unit_cost_minor * (l.quantity - coalesce(k.returned, 0)))) filter (where l.kind = 'PART'), 0)::bigint as part_cost
      from issued i join invoice_line l on l.tenant_id = i.tenant_id and l.invoice_id = i.id
      join job_line j on j.tenant_id = l.tenant_id and j.id = l.job_line_id
      left join taken k on k.invoice_id = i.id and k.invoice_position = l.position
     where i.stands group by 1
  ), credits as (
    select ${dayOf(Prisma.sql`k.issued_at`)} as day, count(*)::int as notes, sum(k.net_minor)::bigint as net, sum(k.tax_minor)::bigint as tax,
           sum(k.total_minor)::bigint as total
      from d join credit_note k on k.tenant_id = d.tenant_id and k.branch_id = d.branch_id and ${within(Prisma.sql`k.issued_at`)}
     group by 1
  ), money as (
    select day, sum(came)::bigint as received, sum(went)::bigint as refunded from (
      select ${dayOf(Prisma.sql`p.received_at`)} as day, p.amount_minor as came, 0 as went
        from d join payment p on p.tenant_id = d.tenant_id and p.branch_id = d.branch_id and ${within(Prisma.sql`p.received_at`)}
       where p.state = 'CAPTURED'
      union all
      select ${dayOf(Prisma.sql`r.settled_at`)}, 0, r.amount_minor
        from d join refund r on r.tenant_id = d.tenant_id and r.branch_id = d.branch_id and ${within(Prisma.sql`r.settled_at`)}
       where r.state = 'SUCCEEDED'
    ) each group by 1
  ), owed as (
    select ${dayOf(Prisma.sql`e.posted_at`)} as day, sum(e.amount_minor)::bigint as change
      from d join ledger_entry e on e.tenant_id = d.tenant_id and e.branch_id = d.branch_id and ${within(Prisma.sql`e.posted_at`)}
     where e.account = 'RECEIVABLES' group by 1
  ), moved as (
    select ${dayOf(Prisma.sql`m.at`)} as day, m.kind, m.on_hand_change, round(m.on_hand_change * m.unit_cost_minor) as worth
      from d join stock_movement m on m.tenant_id = d.tenant_id and m.branch_id = d.branch_id and ${within(Prisma.sql`m.at`)}
  ), stock as (
    select day, count(*) filter (where on_hand_change <> 0)::int as movements,
           coalesce(sum(worth) filter (where kind = 'RECEIVE'), 0)::bigint as received,
           coalesce(-sum(worth) filter (where kind = 'ISSUE'), 0)::bigint as issued,
           coalesce(sum(worth) filter (where kind not in ('RECEIVE', 'ISSUE')), 0)::bigint as corrected
      from moved group by 1
  ), appointments as (
    select day, sum(booked)::int as bookings, sum(cancelled)::int as cancellations, sum(came)::int as arrivals, sum(missed)::int as no_shows from (
      select ${dayOf(Prisma.sql`a.booked_at`)} as day, 1 as booked, 0 as cancelled, 0 as came, 0 as missed
        from d join appointment a on a.tenant_id = d.tenant_id and a.branch_id = d.branch_id and ${within(Prisma.sql`a.booked_at`)}
      union all
      select ${dayOf(Prisma.sql`a.cancelled_at`)}, 0, (a.booked_at is not null)::int, 0, 0
        from d join appointment a on a.tenant_id = d.tenant_id and a.branch_id = d.branch_id and ${within(Prisma.sql`a.cancelled_at`)}
      union all
      select ${dayOf(Prisma.sql`a.starts_at`)}, 0, 0, (a.state = 'CHECKED_IN')::int, (a.state = 'NO_SHOW')::int
        from d join appointment a on a.tenant_id = d.tenant_id and a.branch_id = d.branch_id and ${within(Prisma.sql`a.starts_at`)}
    ) each group by 1
  ), reckoned as (
    select day, d.currency,
           coalesce(i.cards, 0) as cards_completed, coalesce(i.minutes, 0) as turnaround_minutes, coalesce(i.promised, 0) as promised,
           coalesce(i.kept, 0) as promises_kept, coalesce(i.orders, 0) as orders, coalesce(i.invoices, 0) as invoices,
           coalesce(i.net, 0) as net_minor, coalesce(i.tax, 0) as tax_minor, coalesce(i.total, 0) as total_minor,
           coalesce(l.labour, 0) as labour_net_minor, coalesce(l.parts, 0) as part_net_minor, coalesce(l.other, 0) as other_net_minor,
           coalesce(l.labour_milli, 0) as labour_milli, coalesce(l.cost, 0) as cost_minor, coalesce(l.part_cost, 0) as part_cost_minor,
           coalesce(k.notes, 0) as credit_notes, coalesce(k.net, 0) as credited_net_minor, coalesce(k.tax, 0) as credited_tax_minor,
           coalesce(k.total, 0) as credited_total_minor, coalesce(m.received, 0) as received_minor, coalesce(m.refunded, 0) as refunded_minor,
           coalesce(o.change, 0) as owed_change_minor, coalesce(s.movements, 0) as stock_movements, coalesce(s.received, 0) as stock_received_minor,
           coalesce(s.issued, 0) as stock_issued_minor, coalesce(s.corrected, 0) as stock_corrected_minor, coalesce(a.bookings, 0) as bookings,
           coalesce(a.cancellations, 0) as cancellations, coalesce(a.arrivals, 0) as arrivals, coalesce(a.no_shows, 0) as no_shows
      from invoices i full join lines l using (day) full join credits k using (day) full join money m using (day) full join owed o using (day)
      full join stock s using (day) full join appointments a using (day) cross join d
     where i.invoices > 0 or k.notes > 0 or m.received + m.refunded > 0 or o.change <> 0 or s.movements > 0
        or a.bookings + a.cancellations + a.arrivals + a.no_shows > 0
  )`;

const columns = Prisma.sql`
  day::text as day, currency,
  cards_completed as "cardsCompleted", turnaround_minutes::float8 as "turnaroundMinutes", promised, promises_kept as "promisesKept", orders,
  invoices, net_minor::float8 as "netMinor", tax_minor::float8 as "taxMinor", total_minor::float8 as "totalMinor",
  labour_net_minor::float8 as "labourNetMinor", part_net_minor::float8 as "partNetMinor", other_net_minor::float8 as "otherNetMinor",
  labour_milli::float8 as "labourMilli", cost_minor::float8 as "costMinor", part_cost_minor::float8 as "partCostMinor",
  credit_notes as "creditNotes", credited_net_minor::float8 as "creditedNetMinor", credited_tax_minor::float8 as "creditedTaxMinor",
  credited_total_minor::float8 as "creditedTotalMinor", received_minor::float8 as "receivedMinor", refunded_minor::float8 as "refundedMinor",
  owed_change_minor::float8 as "owedChangeMinor", stock_movements as "stockMovements", stock_received_minor::float8 as "stockReceivedMinor",
  stock_issued_minor::float8 as "stockIssuedMinor", stock_corrected_minor::float8 as "stockCorrectedMinor", bookings, cancellations, arrivals,
  no_shows as "noShows"`;

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

/** Days of a branch, each for itself: what reaches over months touches a few of them. */
const eachDay = async (db: Db, branchId: Prisma.Sql, at: Prisma.Sql): Promise<Days[]> =>
  db.client.$queryRaw<Days[]>`
    select b.id as "branchId", x.day as first, x.day as last
      from branch b
     cross join lateral (select distinct (each.at at time zone b.zone)::date::text as day from (${at}) as each(at) where each.at is not null) x
     where b.tenant_id = ${db.tenantId}::uuid and b.id = (${branchId})
     order by x.day`;

/** The days that an invoice shows in: when it was issued, taken back, and paid or freed. Oldest first. */
export const daysOfInvoice = (db: Db, invoiceId: string): Promise<Days[]> => {
  const of = (table: Prisma.Sql) => Prisma.sql`from ${table} where tenant_id = ${db.tenantId}::uuid`;
  return eachDay(
    db,
    Prisma.sql`select branch_id ${of(Prisma.sql`invoice`)} and id = ${invoiceId}::uuid`,
    Prisma.sql`select issued_at ${of(Prisma.sql`invoice`)} and id = ${invoiceId}::uuid
      union all select performed_at ${of(Prisma.sql`service_record`)} and job_card_id = (select job_card_id ${of(Prisma.sql`invoice`)} and id = ${invoiceId}::uuid)
                   and invoice_id = ${invoiceId}::uuid
      union all select issued_at ${of(Prisma.sql`credit_note`)} and invoice_id = ${invoiceId}::uuid
      union all select created_at ${of(Prisma.sql`payment_allocation`)} and invoice_id = ${invoiceId}::uuid`,
  );
};

/** The days that a payment shows in: when it came, paid something or was freed, and when any of it went back. Oldest first. */
export const daysOfPayment = (db: Db, paymentId: string): Promise<Days[]> => {
  const of = (table: Prisma.Sql) => Prisma.sql`from ${table} where tenant_id = ${db.tenantId}::uuid`;
  return eachDay(
    db,
    Prisma.sql`select branch_id ${of(Prisma.sql`payment`)} and id = ${paymentId}::uuid`,
    Prisma.sql`select received_at ${of(Prisma.sql`payment`)} and id = ${paymentId}::uuid
      union all select created_at ${of(Prisma.sql`payment_allocation`)} and payment_id = ${paymentId}::uuid
      union all select settled_at ${of(Prisma.sql`refund`)} and payment_id = ${paymentId}::uuid`,
  );
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
 * Reckons these days anew and keeps them; a day on which nothing has happened after all has no row. Their rows are locked by
 * a statement of their own first: the next one's snapshot then holds all that any earlier holder has seen, so the last to
 * write has seen the most. A day that was reckoned when the event of `eventId` was already there is left as it is: after a
 * storm, what thousands of events tell of one day is read once. Its snapshot says so, whatever the clocks do; the times
 * beside it keep out the snapshots of another server, from which a backup was read in.
 */
export const keep = async (tx: Tx, { branchId, first, last }: Days, eventId: string | null): Promise<void> => {
  const seenIn = (row: Prisma.Sql) => Prisma.sql`exists (
    select from outbox_event e
     where e.tenant_id = ${tx.tenantId}::uuid and e.id = ${eventId}::uuid
       and pg_visible_in_snapshot(e.written_in, ${row}.reckoned_in) and ${row}.refreshed_at > e.occurred_at)`;
  const locked = await tx.client.$queryRaw<{ day: string; seen: boolean }[]>`
    insert into daily_metric as m (tenant_id, branch_id, day, currency)
    select b.tenant_id, b.id, g.day::date, b.currency
      from branch b cross join generate_series(${first}::date, ${last}::date, interval '1 day') as g(day)
     where b.tenant_id = ${tx.tenantId}::uuid and b.id = ${branchId}::uuid
       and not exists (select from daily_metric k where k.tenant_id = b.tenant_id and k.branch_id = b.id and k.day = g.day::date
                          and ${seenIn(Prisma.sql`k`)})
     order by g.day
    on conflict (tenant_id, branch_id, day) do update set refreshed_at = m.refreshed_at
    returning m.day::text as day, ${seenIn(Prisma.sql`m`)} as seen`;
  const unseen = locked.flatMap(({ day, seen }) => (seen ? [] : [day])).sort();
  const [from, to] = [unseen[0], unseen.at(-1)];
  if (from === undefined || to === undefined) return;
  await tx.client.$executeRaw`
    with ${reckoned(tx.tenantId, branchId, Prisma.sql`${from}::date`, Prisma.sql`${to}::date`)}, emptied as (
      delete from daily_metric m
       where m.tenant_id = ${tx.tenantId}::uuid and m.branch_id = ${branchId}::uuid and m.day = any(${unseen}::date[])
         and not exists (select from reckoned r where r.day = m.day)
    )
    update daily_metric m
       set currency = r.currency, refreshed_at = clock_timestamp(), reckoned_in = pg_current_snapshot(),
           cards_completed = r.cards_completed, turnaround_minutes = r.turnaround_minutes, promised = r.promised, promises_kept = r.promises_kept,
           orders = r.orders, invoices = r.invoices, net_minor = r.net_minor, tax_minor = r.tax_minor, total_minor = r.total_minor,
           labour_net_minor = r.labour_net_minor, part_net_minor = r.part_net_minor, other_net_minor = r.other_net_minor,
           labour_milli = r.labour_milli, cost_minor = r.cost_minor, part_cost_minor = r.part_cost_minor, credit_notes = r.credit_notes,
           credited_net_minor = r.credited_net_minor, credited_tax_minor = r.credited_tax_minor, credited_total_minor = r.credited_total_minor,
           received_minor = r.received_minor, refunded_minor = r.refunded_minor, owed_change_minor = r.owed_change_minor,
           stock_movements = r.stock_movements, stock_received_minor = r.stock_received_minor, stock_issued_minor = r.stock_issued_minor,
           stock_corrected_minor = r.stock_corrected_minor, bookings = r.bookings, cancellations = r.cancellations, arrivals = r.arrivals,
           no_shows = r.no_shows
      from reckoned r
     where m.tenant_id = ${tx.tenantId}::uuid and m.branch_id = ${branchId}::uuid and m.day = any(${unseen}::date[]) and m.day = r.day`;
};
