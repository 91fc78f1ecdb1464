import { normalisePlate } from "#/domain/vehicle-plate.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";

type Listed = {
  readonly id: string;
  readonly name: string;
  readonly nameKey: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly archivedAt: Date | null;
  readonly plates: string[];
  readonly openCards: number;
  readonly lastVisit: Date | null;
};

const escaped = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
const within = (text: string | null): string | null => (text === null ? null : `%${escaped(text)}%`);

/** Fragments shorter than this are found at the beginning of names alone: an index of fragments knows nothing shorter. */
const shortest = 3;
/** As many are looked up by id. Of more, the next page of names is soon walked to. */
const fewMatches = 500;

/** What a search is looked up by: null where it cannot be that. */
const textsOf = (search: string) => {
  // `07700 900418` is stored as +447700900418: the trunk's zero is not there.
  const digits = search.replace(/\D/g, "").replace(/^0+/, "");
  const plate = normalisePlate(search);
  return {
    text: search.toLowerCase(),
    digits: digits.length < shortest ? null : digits,
    plate: plate.length < shortest ? null : plate,
  };
};

/** Name, any e-mail address, any number or any plate, present or former, holds the text: asked of each row by itself. */
const holds = (db: Db, search: string) => {
  const texts = textsOf(search);
  const [text, digits, plate] = [within(texts.text), within(texts.digits), within(texts.plate)];
  const tenant = Prisma.sql`${db.tenantId}::uuid`;
  return Prisma.sql`(
    c.name_key like ${text} or c.email like ${text} or c.phone like ${digits}
    or exists (select 1 from customer_contact k where k.tenant_id = ${tenant} and k.customer_id = c.id and (k.value like ${text} or k.value like ${digits}))
    or exists (select 1 from vehicle v where v.tenant_id = ${tenant} and v.customer_id = c.id
                 and (v.plate_normalised like ${plate}
                      or exists (select 1 from vehicle_plate p where p.tenant_id = ${tenant} and p.vehicle_id = v.id and p.plate_normalised like ${plate}))))`;
};

/**
 * The condition by which customers match. Few are looked up past row level security, which denies LIKE to every index
 * (decision 022), and then read by id; many are met soon by walking along the list.
 */
const matching = async (db: Db, search: string, show: "active" | "archived") => {
  if (search === "") return Prisma.sql`true`;
  if (search.length < shortest) {
    const start = search.toLowerCase();
    return Prisma.sql`c.name_key >= ${start} and c.name_key < ${`${start}\u{10FFFF}`}`;
  }
  // Who is archived is found in their own, short list.
  if (show === "archived") return holds(db, search);
  const { text, digits, plate } = textsOf(search);
  const found = await db.client.$queryRaw<{ id: string }[]>`
    select lookup.match_customers(${db.tenantId}::uuid, ${text}, ${digits}, ${plate}, ${fewMatches}) as id`;
  return found.length < fewMatches ? Prisma.sql`c.id = any(${found.map(({ id }) => id)}::uuid[])` : holds(db, search);
};

const shown = {
  active: Prisma.sql`c.archived_at is null`,
  archived: Prisma.sql`c.archived_at is not null`,
} as const;

type Page = {
  readonly search: string;
  readonly show: keyof typeof shown;
  /** The row after which the page begins. */
  readonly after: { readonly id: string; readonly nameKey: string } | null;
  readonly limit: number;
};

/** A page of customers by name, each with the plates of their live cars and what is open. */
export const page = async (db: Db, { search, show, after, limit }: Page): Promise<Listed[]> => {
  const matches = await matching(db, search, show);
  return db.client.$queryRaw<Listed[]>`
    with listed as materialized (
      select c.id, c.name, c.name_key, c.email, c.phone, c.archived_at from customer c
       where c.tenant_id = ${db.tenantId}::uuid and ${shown[show]} and ${matches}
         and ${after === null ? Prisma.sql`true` : Prisma.sql`(c.name_key, c.id) > (${after.nameKey}, ${after.id}::uuid)`}
       order by c.name_key, c.id limit ${limit}
    ), cars as (
      select customer_id, array_agg(plate order by created_at, id) as plates from vehicle
       where tenant_id = ${db.tenantId}::uuid and customer_id = any((select array_agg(id) from listed)::uuid[]) and archived_at is null
       group by customer_id
    ), cards as (
      select customer_id, max(opened_at) as last_visit, (count(*) filter (where status not in ('COLLECTED', 'CANCELLED')))::int as open
        from job_card where tenant_id = ${db.tenantId}::uuid and customer_id = any((select array_agg(id) from listed)::uuid[])
       group by customer_id
    )
    select l.id, l.name, l.name_key as "nameKey", l.email, l.phone, l.archived_at as "archivedAt", coalesce(v.plates, '{}') as plates,
           coalesce(j.open, 0) as "openCards", j.last_visit as "lastVisit"
      from listed l left join cars v on v.customer_id = l.id left join cards j on j.customer_id = l.id
     order by l.name_key, l.id`;
};

/** Live customers that match, the newest first, for choosing one while typing; those that begin so by name, while it is short. */
export const choices = async (db: Db, fragment: string, limit: number) => {
  const matches = await matching(db, fragment, "active");
  const order = fragment.length < shortest ? Prisma.sql`c.name_key, c.id` : Prisma.sql`c.id desc`;
  return db.client.$queryRaw<
    { id: string; name: string; email: string | null; phone: string | null; plates: string[] }[]
  >`
    select c.id, c.name, c.email, c.phone,
           coalesce((select array_agg(v.plate order by v.created_at, v.id) from vehicle v
                      where v.tenant_id = c.tenant_id and v.customer_id = c.id and v.archived_at is null), '{}') as plates
      from customer c where c.tenant_id = ${db.tenantId}::uuid and c.archived_at is null and ${matches}
     order by ${order} limit ${limit}`;
};
