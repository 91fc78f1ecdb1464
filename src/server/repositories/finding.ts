import type { JobCardStatus } from "#/domain/transitions.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";

/**
 * Rows by a fragment of what they are called. The look-ups give the ids that match, through indexes which row level
 * security denies to LIKE (decision 022); the rows are then read by id, as this tenant.
 */

const escaped = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

/** Three characters are found anywhere; fewer only at the beginning: an index of fragments knows nothing shorter. */
const patternOf = (text: string): string => (text.length < 3 ? `${escaped(text)}%` : `%${escaped(text)}%`);

/** As many are looked up of each kind and way, to choose the best from. */
const most = 100;

/** The first text after all those that begin with this one. */
const afterAll = (start: string): string => `${start}\u{10FFFF}`;

/**
 * Those that begin with the text, which a list in order knows at once; only where they do not fill the answer the many that
 * hold it somewhere are looked up as well. Both have the same columns.
 */
const best = (beginning: Prisma.Sql, holding: (unfilled: Prisma.Sql) => Prisma.Sql, limit: number) => Prisma.sql`
    beginning as materialized (${beginning} limit ${limit}), best as materialized (
      select 1 as rank, beginning.* from beginning
      union all (select 2, holding.* from (${holding(Prisma.sql`(select count(*) from beginning) < ${limit}`)}) holding
                  limit ${limit} - (select count(*) from beginning)))`;

/** Few, to be read one by one (OFFSET 0): joined, they would be sought along the list in order, through all of a small business. */
const idsOf = (lookup: Prisma.Sql) => Prisma.sql`unnest(array(select distinct ${lookup})) as holds(id)`;

export type FoundCustomer = {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
  readonly country: string;
  readonly plates: string[];
};

/** Active customers by name, any e-mail address and the digits of any phone number; those whose name begins so come first. */
const customers = (db: Db, { text, digits }: { text: string; digits: string | null }, limit: number) => {
  const tenant = Prisma.sql`${db.tenantId}::uuid`;
  const start = text.toLowerCase();
  const found = best(
    Prisma.sql`
      select c.id, c.name, c.name_key, c.phone from customer c
       where c.tenant_id = ${tenant} and c.archived_at is null and c.name_key >= ${start} and c.name_key < ${afterAll(start)}
       order by c.name_key, c.id`,
    (unfilled) => Prisma.sql`
      select c.* from ${idsOf(Prisma.sql`lookup.match_customers(${tenant}, ${text}, ${digits}, null, ${most})`)},
             lateral (select c.id, c.name, c.name_key, c.phone from customer c
                       where c.tenant_id = ${tenant} and c.id = holds.id and c.archived_at is null offset 0) c
       where ${unfilled} and not starts_with(c.name_key, ${start})
       order by c.name_key, c.id`,
    limit,
  );
  return Prisma.sql`
    with ${found}
    select best.id, best.name, best.phone,
           (select b.country from branch b where b.tenant_id = ${tenant} order by b.created_at, b.id limit 1) as country,
           array(select v.plate from vehicle v where v.tenant_id = ${tenant} and v.customer_id = best.id and v.archived_at is null
                  order by v.created_at desc limit 3) as plates
      from best order by best.rank, best.name_key, best.id`;
};

export type FoundVehicle = {
  readonly id: string;
  readonly plate: string;
  readonly make: string;
  readonly model: string;
  readonly owner: string;
  readonly cardId: string | null;
  readonly cardNumber: number | null;
  readonly cardStatus: JobCardStatus | null;
};

/** Live cars by letters and digits of their plate: the whole plate first, then those that begin so; each with its newest card. */
const vehicles = (db: Db, plate: string, limit: number) => {
  const tenant = Prisma.sql`${db.tenantId}::uuid`;
  const found = best(
    Prisma.sql`
      select v.id, v.plate, v.plate_normalised, v.make, v.model, v.customer_id from vehicle v
       where v.tenant_id = ${tenant} and v.archived_at is null and v.plate_normalised >= ${plate} and v.plate_normalised < ${afterAll(plate)}
       order by v.plate_normalised`,
    (unfilled) => Prisma.sql`
      select v.* from ${idsOf(Prisma.sql`lookup.find_vehicles(${tenant}, ${plate}, ${most})`)},
             lateral (select v.id, v.plate, v.plate_normalised, v.make, v.model, v.customer_id from vehicle v
                       where v.tenant_id = ${tenant} and v.id = holds.id offset 0) v
       where ${unfilled} and not starts_with(v.plate_normalised, ${plate})
       order by v.plate_normalised`,
    limit,
  );
  return Prisma.sql`
    with ${found}
    select best.id, best.plate, best.make, best.model, c.name as owner, card.id as "cardId", card.number as "cardNumber",
           card.status as "cardStatus"
      from best join customer c on c.tenant_id = ${tenant} and c.id = best.customer_id
      left join lateral (
        select jc.id, jc.number, jc.status::text as status from job_card jc
         where jc.tenant_id = ${tenant} and jc.vehicle_id = best.id order by jc.opened_at desc limit 1) card on true
     order by best.rank, best.plate_normalised`;
};

export type FoundPart = { readonly id: string; readonly number: string; readonly name: string };

/** Parts on sale by number or name; those whose number begins so come first. */
const parts = (db: Db, text: string, limit: number) => Prisma.sql`
    select p.id, p.number, p.name from part p
     where p.tenant_id = ${db.tenantId}::uuid and p.id = any(array(select lookup.find_parts(${db.tenantId}::uuid, ${patternOf(text)})))
     order by p.number ilike ${`${escaped(text)}%`} desc, p.name ilike ${`${escaped(text)}%`} desc, p.number limit ${limit}`;

export type FoundCard = {
  readonly id: string;
  readonly number: number;
  readonly status: JobCardStatus;
  readonly plate: string;
  readonly make: string;
  readonly model: string;
};

/** The card of a number. */
const card = (db: Db, number: number) => Prisma.sql`
    select jc.id, jc.number, jc.status::text as status, v.plate, v.make, v.model
      from job_card jc join vehicle v on v.tenant_id = jc.tenant_id and v.id = jc.vehicle_id
     where jc.tenant_id = ${db.tenantId}::uuid and jc.number = ${number}::int`;

export type FoundInvoice = {
  readonly id: string;
  readonly number: string;
  readonly plate: string;
  readonly customer: string;
};

/** The invoice of a series and its number in it; of every series, the newest first, when only the number is known. */
const invoices = (
  db: Db,
  { series, sequence }: { series: string | null; sequence: number },
  limit: number,
) => Prisma.sql`
    select i.id, i.number, v.plate, c.name as customer
      from invoice_counter s
      join invoice i on i.tenant_id = s.tenant_id and i.series = s.series and i.sequence = ${sequence}::int
      join vehicle v on v.tenant_id = i.tenant_id and v.id = i.vehicle_id
      join customer c on c.tenant_id = i.tenant_id and c.id = i.customer_id
     where s.tenant_id = ${db.tenantId}::uuid and (${series}::text is null or s.series = ${series})
     order by i.issued_at desc limit ${limit}`;

/** What to look for of each kind; null for what is not asked. */
export type Asked = {
  readonly card: number | null;
  readonly vehicle: string | null;
  readonly customer: { readonly text: string; readonly digits: string | null } | null;
  readonly invoice: { readonly series: string | null; readonly sequence: number } | null;
  readonly part: string | null;
};

export type Found = {
  readonly cards: FoundCard[];
  readonly vehicles: FoundVehicle[];
  readonly customers: FoundCustomer[];
  readonly invoices: FoundInvoice[];
  readonly parts: FoundPart[];
};

/** The best `limit` of each kind, in one question: it is asked again with every letter that is typed. */
export const find = async (db: Db, asked: Asked, limit: number): Promise<Found> => {
  const [found] = await db.client.$queryRaw<Found[]>`
    select ${rowsOf(asked.card, (number) => card(db, number))} as cards,
           ${rowsOf(asked.vehicle, (plate) => vehicles(db, plate, limit))} as vehicles,
           ${rowsOf(asked.customer, (customer) => customers(db, customer, limit))} as customers,
           ${rowsOf(asked.invoice, (invoice) => invoices(db, invoice, limit))} as invoices,
           ${rowsOf(asked.part, (text) => parts(db, text, limit))} as parts`;
  if (found === undefined) throw new Error("One question has one answer.");
  return found;
};

const rowsOf = <Wanted>(wanted: Wanted | null, sql: (wanted: Wanted) => Prisma.Sql): Prisma.Sql =>
  wanted === null
    ? Prisma.sql`'[]'::jsonb`
    : Prisma.sql`coalesce((select jsonb_agg(to_jsonb(r)) from (${sql(wanted)}) r), '[]')`;
