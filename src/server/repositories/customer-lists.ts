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

const within = (fragment: string): string => `%${fragment.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** Name, any e-mail address, any number or any plate, present or former, holds the text. */
const matching = (db: Db, search: string) => {
  if (search === "") return Prisma.sql`true`;
  const text = within(search.toLowerCase());
  // `07700 900418` is stored as +447700900418: the trunk's zero is not there.
  const digits = search.replace(/\D/g, "").replace(/^0+/, "");
  const plate = normalisePlate(search);
  const tenant = Prisma.sql`tenant_id = ${db.tenantId}::uuid`;
  const ways = [
    Prisma.sql`c.name_key like ${text} or c.email like ${text}`,
    Prisma.sql`c.id in (select customer_id from customer_contact where ${tenant} and value like ${text})`,
    ...(digits.length < 3
      ? []
      : [
          Prisma.sql`c.phone like ${within(digits)}`,
          Prisma.sql`c.id in (select customer_id from customer_contact where ${tenant} and value like ${within(digits)})`,
        ]),
    ...(plate.length < 2
      ? []
      : [
          Prisma.sql`c.id in (select customer_id from vehicle where ${tenant} and plate_normalised like ${within(plate)})`,
          Prisma.sql`c.id in (select v.customer_id from vehicle_plate p join vehicle v on v.tenant_id = p.tenant_id and v.id = p.vehicle_id
                               where p.tenant_id = ${db.tenantId}::uuid and p.plate_normalised like ${within(plate)})`,
        ]),
  ];
  return Prisma.sql`(${Prisma.join(ways, " or ")})`;
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
export const page = (db: Db, { search, show, after, limit }: Page): Promise<Listed[]> =>
  db.client.$queryRaw<Listed[]>`
    with listed as materialized (
      select c.id, c.name, c.name_key, c.email, c.phone, c.archived_at from customer c
       where c.tenant_id = ${db.tenantId}::uuid and ${shown[show]} and ${matching(db, search)}
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

/** Live customers that match, the newest first, for choosing one while typing. */
export const choices = (db: Db, fragment: string, limit: number) =>
  db.client.$queryRaw<{ id: string; name: string; email: string | null; phone: string | null; plates: string[] }[]>`
    select c.id, c.name, c.email, c.phone,
           coalesce((select array_agg(v.plate order by v.created_at, v.id) from vehicle v
                      where v.tenant_id = c.tenant_id and v.customer_id = c.id and v.archived_at is null), '{}') as plates
      from customer c where c.tenant_id = ${db.tenantId}::uuid and c.archived_at is null and ${matching(db, fragment)}
     order by c.created_at desc, c.id desc limit ${limit}`;
