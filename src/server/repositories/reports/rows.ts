import type { FigureName } from "#/domain/report.ts";
import type { ReportRowsAsked, RowCursor } from "#/domain/report-rows.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";
import { shelves } from "#/server/repositories/reports/shelves.ts";

/** A row with what it is sorted by; `page` and `to` say where it leads. */
export type FoundRow = {
  readonly id: string;
  readonly key: string;
  readonly page: string;
  readonly to: string;
  readonly zone: string;
  readonly values: Readonly<Record<string, string | number | null>>;
};
export type RowsAsked = Omit<ReportRowsAsked, "branchId" | "currency"> & {
  readonly branchIds: readonly string[];
  readonly cursor: RowCursor | null;
  /** End of the last day for stock; null is now. */
  readonly at: Date | null;
};

/** Instants of the period's days: the bounds find, the zone's own date decides. */
const within = (at: Prisma.Sql, { first, last }: RowsAsked): Prisma.Sql => Prisma.sql`
  ${at} >= ${first}::date::timestamptz - interval '15 hours' and ${at} < ${last}::date::timestamptz + interval '39 hours'
  and (${at} at time zone b.zone)::date between ${first}::date and ${last}::date`;

const newest = (at: Prisma.Sql, id: Prisma.Sql, { cursor }: RowsAsked, limit: number) => ({
  after:
    cursor === null ? Prisma.sql`true` : Prisma.sql`(${at}, ${id}) < (${cursor.key}::timestamptz, ${cursor.id}::uuid)`,
  sorted: Prisma.sql`order by ${at} desc, ${id} desc limit ${limit}`,
});
const keyOf = (at: Prisma.Sql) => Prisma.sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const scope = (db: Db, alias: Prisma.Sql, asked: RowsAsked): Prisma.Sql =>
  Prisma.sql`${alias}.tenant_id = ${db.tenantId}::uuid and ${alias}.branch_id = any(${[...asked.branchIds]}::uuid[])`;

/** Which of the work of a period a figure looks at. */
const workOf = {
  cars: Prisma.sql`true`,
  "average-order": Prisma.sql`(i.total_minor = 0 or i.total_minor <> coalesce((select sum(k.total_minor) from credit_note_line k where k.tenant_id = i.tenant_id and k.invoice_id = i.id), 0))`,
  "parts-margin": Prisma.sql`exists (select from invoice_line l where l.tenant_id = i.tenant_id and l.invoice_id = i.id and l.kind = 'PART')`,
  "labour-rate": Prisma.sql`exists (select from invoice_line l where l.tenant_id = i.tenant_id and l.invoice_id = i.id and l.kind = 'LABOUR')`,
  "on-time": Prisma.sql`c.promised_at is not null`,
} as const;
type WorkFigure = keyof typeof workOf;
const isWork = (figure: FigureName): figure is WorkFigure => figure in workOf;

/** Completions that stand, each with what is left of its invoice. */
const work = (db: Db, figure: WorkFigure, asked: RowsAsked, limit: number): Prisma.Sql => {
  const { after, sorted } = newest(Prisma.sql`i.issued_at`, Prisma.sql`i.id`, asked, limit);
  return Prisma.sql`
    with page as materialized (
      select i.*, b.zone, b.name as branch, c.promised_at, c.complaint
        from invoice i join branch b on b.tenant_id = i.tenant_id and b.id = i.branch_id
        join job_card c on c.tenant_id = i.tenant_id and c.id = i.job_card_id
       where ${scope(db, Prisma.sql`i`, asked)} and ${within(Prisma.sql`i.issued_at`, asked)} and ${after}
         and c.completion_number = i.completion_number and c.status in ('COMPLETED', 'COLLECTED') and ${workOf[figure]} ${sorted}
    )
    select p.id, ${keyOf(Prisma.sql`p.issued_at`)} as key, 'job-cards' as page, p.job_card_id::text as to, p.zone, jsonb_build_object(
             'number', p.number, 'at', p.issued_at, 'plate', v.plate, 'customer', u.name, 'branch', p.branch, 'work', p.complaint,
             'net', x.labour + x.parts + x.other, 'labour', x.labour, 'parts', x.parts, 'other', x.other, 'hours', x.hours,
             'rate', case when x.hours > 0 then round(x.labour * 1000 / x.hours) end, 'partCost', x.cost, 'margin', x.parts - x.cost,
             'marginShare', case when x.parts > 0 then round((x.parts - x.cost) / x.parts, 4) end, 'promised', p.promised_at,
             'kept', case when p.issued_at <= p.promised_at then 'Kept' else 'Late' end,
             'lateMinutes', case when p.issued_at > p.promised_at then ceil(extract(epoch from p.issued_at - p.promised_at) / 60) end) as values
      from page p
      join vehicle v on v.tenant_id = p.tenant_id and v.id = p.vehicle_id
      join customer u on u.tenant_id = p.tenant_id and u.id = p.customer_id
     cross join lateral (
       select coalesce(sum(l.net_minor - coalesce(k.net, 0)) filter (where l.kind = 'LABOUR'), 0) as labour,
              coalesce(sum(l.net_minor - coalesce(k.net, 0)) filter (where l.kind = 'PART'), 0) as parts,
              coalesce(sum(l.net_minor - coalesce(k.net, 0)) filter (where l.kind in ('SUBLET', 'FEE')), 0) as other,
              coalesce(sum((l.quantity - coalesce(k.quantity, 0)) * 1000) filter (where l.kind = 'LABOUR'), 0) as hours,
              coalesce(sum(round(j.unit_cost_minor * (l.quantity - coalesce(k.returned, 0)))) filter (where l.kind = 'PART'), 0) as cost
         from invoice_line l join job_line j on j.tenant_id = l.tenant_id and j.id = l.job_line_id
         left join (
           select n.invoice_position, sum(n.net_minor) as net, sum(n.quantity) as quantity, sum(n.quantity) filter (where n.stock <> 'NONE') as returned
             from credit_note_line n where n.tenant_id = p.tenant_id and n.invoice_id = p.id group by 1
         ) k on k.invoice_position = l.position
        where l.tenant_id = p.tenant_id and l.invoice_id = p.id
     ) x order by p.issued_at desc, p.id desc`;
};

const missed = (db: Db, asked: RowsAsked, limit: number): Prisma.Sql => {
  const { after, sorted } = newest(Prisma.sql`a.starts_at`, Prisma.sql`a.id`, asked, limit);
  return Prisma.sql`
    select a.id, ${keyOf(Prisma.sql`a.starts_at`)} as key, 'calendar' as page, '?open=' || a.id as to, b.zone, jsonb_build_object('reference', a.reference,
             'at', a.starts_at, 'plate', v.plate, 'customer', u.name, 'branch', b.name) as values
      from appointment a join branch b on b.tenant_id = a.tenant_id and b.id = a.branch_id
      join vehicle v on v.tenant_id = a.tenant_id and v.id = a.vehicle_id
      join customer u on u.tenant_id = a.tenant_id and u.id = a.customer_id
     where ${scope(db, Prisma.sql`a`, asked)} and ${within(Prisma.sql`a.starts_at`, asked)} and ${after} and a.state = 'NO_SHOW' ${sorted}`;
};

/** Each half walks its own index as far as a page needs. */
const sales = (db: Db, asked: RowsAsked, limit: number): Prisma.Sql => {
  const half = (table: Prisma.Sql, fields: Prisma.Sql) => {
    const { after, sorted } = newest(Prisma.sql`i.issued_at`, Prisma.sql`i.id`, asked, limit);
    return Prisma.sql`(select i.tenant_id, i.id, i.issued_at as at, i.number, i.customer_id, b.zone, b.name as branch, ${fields}
      from ${table} i join branch b on b.tenant_id = i.tenant_id and b.id = i.branch_id
     where ${scope(db, Prisma.sql`i`, asked)} and ${within(Prisma.sql`i.issued_at`, asked)} and ${after} ${sorted})`;
  };
  const page = newest(Prisma.sql`x.at`, Prisma.sql`x.id`, { ...asked, cursor: null }, limit);
  return Prisma.sql`
    select x.id, ${keyOf(Prisma.sql`x.at`)} as key, 'invoices' as page, x.invoice_id::text as to, x.zone, jsonb_build_object('number', x.number, 'what', x.what,
             'at', x.at, 'customer', u.name, 'branch', x.branch, 'net', x.net, 'tax', x.tax, 'total', x.net + x.tax) as values
      from (
        ${half(Prisma.sql`invoice`, Prisma.sql`'Invoice' as what, i.id as invoice_id, i.net_minor as net, i.tax_minor as tax`)}
        union all
        ${half(Prisma.sql`credit_note`, Prisma.sql`'Credit note', i.invoice_id, -i.net_minor, -i.tax_minor`)}
      ) x join customer u on u.tenant_id = x.tenant_id and u.id = x.customer_id ${page.sorted}`;
};

const takings = (db: Db, asked: RowsAsked, limit: number): Prisma.Sql => {
  const paid = newest(Prisma.sql`p.received_at`, Prisma.sql`p.id`, asked, limit);
  const back = newest(Prisma.sql`r.settled_at`, Prisma.sql`r.id`, asked, limit);
  const page = newest(Prisma.sql`x.at`, Prisma.sql`x.id`, { ...asked, cursor: null }, limit);
  return Prisma.sql`
    select x.id, ${keyOf(Prisma.sql`x.at`)} as key, case when i.id is null then 'customers' else 'invoices' end as page,
           coalesce(i.id, x.customer_id)::text as to, x.zone, jsonb_build_object('at', x.at, 'what', x.what, 'method', initcap(x.method), 'customer', u.name,
             'for', coalesce(i.number, 'Deposit'), 'branch', x.branch, 'amount', x.amount) as values
      from (
        (select p.tenant_id, p.id, p.received_at as at, 'Payment' as what, p.method::text, p.customer_id, p.invoice_id, p.amount_minor as amount, b.zone, b.name as branch
           from payment p join branch b on b.tenant_id = p.tenant_id and b.id = p.branch_id
          where ${scope(db, Prisma.sql`p`, asked)} and ${within(Prisma.sql`p.received_at`, asked)} and ${paid.after} and p.state = 'CAPTURED' ${paid.sorted})
        union all
        (select r.tenant_id, r.id, r.settled_at, 'Refund', r.method::text, p.customer_id, coalesce(r.invoice_id, p.invoice_id), -r.amount_minor, b.zone, b.name
           from refund r join payment p on p.tenant_id = r.tenant_id and p.id = r.payment_id
           join branch b on b.tenant_id = r.tenant_id and b.id = r.branch_id
          where ${scope(db, Prisma.sql`r`, asked)} and ${within(Prisma.sql`r.settled_at`, asked)} and ${back.after} and r.state = 'SUCCEEDED' ${back.sorted})
      ) x join customer u on u.tenant_id = x.tenant_id and u.id = x.customer_id
      left join invoice i on i.tenant_id = x.tenant_id and i.id = x.invoice_id ${page.sorted}`;
};

const ages: Readonly<Record<string, Prisma.Sql>> = {
  due: Prisma.sql`r.due_on >= b.today`,
  "0-30": Prisma.sql`b.today - r.due_on between 1 and 30`,
  "31-60": Prisma.sql`b.today - r.due_on between 31 and 60`,
  "61-90": Prisma.sql`b.today - r.due_on between 61 and 90`,
  "91": Prisma.sql`b.today - r.due_on >= 91`,
};
const owed = (db: Db, asked: RowsAsked, limit: number): Prisma.Sql => {
  const { cursor, age } = asked;
  return Prisma.sql`
    select i.id, r.due_on::text as key, 'invoices' as page, i.id::text as to, b.zone, jsonb_build_object('number', i.number, 'customer', u.name, 'plate', v.plate,
             'branch', b.name, 'due', r.due_on, 'days', case when r.due_on < b.today then b.today - r.due_on end, 'total', i.total_minor, 'owed', r.due_minor) as values
      from receivable r
      join (select id, name, zone, (now() at time zone zone)::date as today from branch where tenant_id = ${db.tenantId}::uuid) b on b.id = r.branch_id
      join invoice i on i.tenant_id = r.tenant_id and i.id = r.invoice_id
      join vehicle v on v.tenant_id = i.tenant_id and v.id = i.vehicle_id
      join customer u on u.tenant_id = i.tenant_id and u.id = i.customer_id
     where ${scope(db, Prisma.sql`r`, asked)} and ${(age === null ? null : ages[age]) ?? Prisma.sql`true`}
       and ${cursor === null ? Prisma.sql`true` : Prisma.sql`(r.due_on, i.id) > (${cursor.key}::date, ${cursor.id}::uuid)`}
     order by r.due_on, i.id limit ${limit}`;
};

/** The dearest first; two branches may have a part at the same value, so the branch tells them apart. */
const stock = (db: Db, figure: FigureName, asked: RowsAsked, limit: number): Prisma.Sql => {
  const { cursor } = asked;
  const age = figure === "dead-stock" ? "181" : asked.age;
  const [value = "0", branch = ""] = (cursor?.key ?? "").split("_");
  return Prisma.sql`
    select s.part_id as id, s.value || '_' || s.branch_id as key, 'parts' as page, '?open=' || s.part_id as to, b.zone, jsonb_build_object('number', p.number,
             'name', p.name, 'branch', b.name, 'onHand', (s.on_hand * 1000)::bigint, 'cost', s.cost_minor, 'value', s.value, 'days', s.days) as values
      from (${shelves(db, asked.branchIds, asked.at)}) s
      join part p on p.tenant_id = ${db.tenantId}::uuid and p.id = s.part_id
      join branch b on b.tenant_id = ${db.tenantId}::uuid and b.id = s.branch_id
     where ${age === null ? Prisma.sql`true` : Prisma.sql`s.age = ${age}`}
       and ${cursor === null ? Prisma.sql`true` : Prisma.sql`(s.value, s.part_id, s.branch_id) < (${value}::bigint, ${cursor.id}::uuid, ${branch}::uuid)`}
     order by s.value desc, s.part_id desc, s.branch_id desc limit ${limit}`;
};

const statementOf = (db: Db, asked: RowsAsked, limit: number): Prisma.Sql => {
  const { figure } = asked;
  if (isWork(figure)) return work(db, figure, asked, limit);
  if (figure === "no-shows") return missed(db, asked, limit);
  if (figure === "sales") return sales(db, asked, limit);
  if (figure === "takings") return takings(db, asked, limit);
  return figure === "owed" ? owed(db, asked, limit) : stock(db, figure, asked, limit);
};

/** A page of the rows behind a figure, read on from the last one of the page before. */
export const page = (db: Db, asked: RowsAsked, limit: number): Promise<FoundRow[]> =>
  db.client.$queryRaw<FoundRow[]>`${statementOf(db, asked, limit)}`;
