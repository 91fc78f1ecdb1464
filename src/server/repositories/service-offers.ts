import type { BookableView } from "#/domain/appointment.ts";
import type { ServiceFields, ServiceView } from "#/domain/booking-rules.ts";
import { notFound } from "#/domain/errors.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const asService = <Raw extends { priceFromMinor: bigint | null }>(row: Raw) => ({
  ...row,
  priceFromMinor: row.priceFromMinor === null ? null : Number(row.priceFromMinor),
});
const order = [{ closedAt: { sort: "asc", nulls: "first" } }, { position: "asc" }, { id: "asc" }] as const;

/** Every service in its order, those no longer offered last. */
export const all = async (db: Db): Promise<ServiceView[]> =>
  (await db.client.serviceOffer.findMany({ where: { tenantId: db.tenantId }, orderBy: [...order] })).map(asService);

/** The open services of a branch in their order. */
export const bookable = (db: Db, branchId: string): Promise<BookableView[]> =>
  db.client.serviceOffer.findMany({
    where: { tenantId: db.tenantId, branchId, closedAt: null },
    select: { id: true, name: true, labourMinutes: true, bufferMinutes: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string): Promise<ServiceView> => {
  const row = await db.client.serviceOffer.findFirst({ where: { tenantId: db.tenantId, id } });
  if (row === null) throw notFound("This service");
  return asService(row);
};

/** Adds a service after the others of its branch; false when the branch has one of that name. */
export const insert = async (tx: Tx, id: string, branchId: string, fields: ServiceFields): Promise<boolean> => {
  const last = await tx.client.serviceOffer.aggregate({
    where: { tenantId: tx.tenantId, branchId },
    _max: { position: true },
  });
  const { count } = await tx.client.serviceOffer.createMany({
    data: [
      { ...fields, tenantId: tx.tenantId, id, branchId, position: (last._max.position ?? 0) + 1, createdAt: tx.now },
    ],
    skipDuplicates: true,
  });
  return count === 1;
};

/** Changes a service at the version expected; false when it has another by now. A name taken raises P2002. */
export const update = async (
  tx: Tx,
  id: string,
  version: number,
  change: Partial<ServiceFields> & { readonly closedAt?: Date | null },
): Promise<boolean> => {
  const { count } = await tx.client.serviceOffer.updateMany({
    where: { tenantId: tx.tenantId, id, version },
    data: { ...change, version: { increment: 1 } },
  });
  return count === 1;
};

/** The open services of a branch, held until the commit; in their order. */
export const lockOpen = (tx: Tx, branchId: string) =>
  tx.client.$queryRaw<{ id: string; name: string }[]>`
    select id, name from service_offer
     where tenant_id = ${tx.tenantId}::uuid and branch_id = ${branchId}::uuid and closed_at is null
     order by position, id for no key update`;

/** How many of these are services of the branch, offered or not. */
export const countOf = (db: Db, branchId: string, ids: readonly string[]): Promise<number> =>
  db.client.serviceOffer.count({ where: { tenantId: db.tenantId, branchId, id: { in: [...ids] } } });

/** Gives services the positions in which they are named. */
export const setOrder = async (tx: Tx, ids: readonly string[]): Promise<void> => {
  await tx.client.$executeRaw`
    update service_offer s set position = o.position
      from unnest(${[...ids]}::uuid[]) with ordinality as o(id, position)
     where s.tenant_id = ${tx.tenantId}::uuid and s.id = o.id`;
};

/** Services of these ids at a branch, as they are offered now. */
export const ofBranch = async (db: Db, branchId: string, ids: readonly string[]): Promise<ServiceView[]> =>
  (await db.client.serviceOffer.findMany({ where: { tenantId: db.tenantId, branchId, id: { in: [...ids] } } })).map(
    asService,
  );

export type PublicBranch = {
  readonly id: string;
  readonly name: string;
  readonly addressLines: string[];
  readonly phone: string | null;
  readonly country: string;
  readonly zone: string;
  readonly locale: string;
  readonly currency: string;
  readonly horizonDays: number | null;
  readonly whatToBring: string | null;
  readonly tenantName: string;
  readonly brandColour: string;
  readonly logo: unknown;
  readonly services: {
    id: string;
    name: string;
    description: string;
    minutes: number;
    mode: "INSTANT" | "REQUEST";
    priceFromMinor: number | null;
  }[];
};

/** What the public page shows: the business, its open branches that take bookings online, what is offered there. One round trip. */
export const page = (db: Db): Promise<PublicBranch[]> =>
  db.client.$queryRaw<PublicBranch[]>`
    select b.id, b.name, b.address_lines as "addressLines", b.phone, b.country, b.zone, b.locale, b.currency, r.horizon_days as "horizonDays",
           r.what_to_bring as "whatToBring", t.name as "tenantName", t.brand_colour as "brandColour", t.logo,
           coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'description', o.description, 'minutes', o.labour_minutes,
                       'mode', o.mode, 'priceFromMinor', o.price_from_minor) order by o.position, o.id)
                       from service_offer o
                      where o.tenant_id = b.tenant_id and o.branch_id = b.id and o.closed_at is null and o.bookable_online), '[]') as services
      from branch b join tenant t on t.id = b.tenant_id
      left join booking_rules r on r.tenant_id = b.tenant_id and r.branch_id = b.id
     where b.tenant_id = ${db.tenantId}::uuid and b.closed_at is null and coalesce(r.online, true)
     order by b.created_at, b.id`;

/** Other open branches that take bookings online and offer services of the same names. */
export const elsewhere = (db: Db, branchId: string, serviceIds: readonly string[]) =>
  db.client.$queryRaw<{ branchId: string; branchName: string; serviceIds: string[] }[]>`
    with wanted as (
      select distinct lower(name) as name from service_offer
       where tenant_id = ${db.tenantId}::uuid and branch_id = ${branchId}::uuid and id = any(${[...serviceIds]}::uuid[])
    )
    select b.id as "branchId", b.name as "branchName", array_agg(o.id order by o.position, o.id) as "serviceIds"
      from branch b
      left join booking_rules r on r.tenant_id = b.tenant_id and r.branch_id = b.id
      join service_offer o on o.tenant_id = b.tenant_id and o.branch_id = b.id and o.closed_at is null and o.bookable_online
      join wanted w on w.name = lower(o.name)
     where b.tenant_id = ${db.tenantId}::uuid and b.id <> ${branchId}::uuid and b.closed_at is null and coalesce(r.online, true)
     group by b.id, b.name, b.created_at having count(*) = (select count(*) from wanted)
     order by b.created_at, b.id limit 20`;
