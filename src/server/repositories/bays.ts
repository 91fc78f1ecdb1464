import type { BayFields } from "#/domain/branch.ts";
import { notFound } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type Allocation = {
  readonly bayId: string;
  readonly bayName: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly technicianId: string | null;
};

/** Every active allocation of a branch that touches `[from, to)`, and the bays themselves. Expired holds are left out. */
export const ofBranch = async (db: Db, branchId: string, from: Date, to: Date) => {
  const [bays, allocations] = await Promise.all([
    db.client.serviceBay.findMany({
      where: { tenantId: db.tenantId, branchId, closedAt: null },
      orderBy: { position: "asc" },
      select: { id: true, name: true, kind: true },
    }),
    db.client.bayAllocation.findMany({
      where: {
        tenantId: db.tenantId,
        bay: { branchId },
        startsAt: { lt: to },
        endsAt: { gt: from },
        OR: [
          { state: { in: ["BOOKED", "CHECKED_IN", "IN_PROGRESS"] } },
          { state: "HELD", heldUntil: { gt: new Date() } },
        ],
      },
      orderBy: { startsAt: "asc" },
      select: { id: true, bayId: true, jobCardId: true, technicianId: true, startsAt: true, endsAt: true },
    }),
  ]);
  return { bays, allocations };
};

/**
 * Places a card on a bay for a time, instead of where it stood; false when bay or technician is taken.
 * Expired holds that stand in the way are deleted first; the exclusion constraints decide every race, and a bay that is
 * being closed is waited for and not taken.
 */
export const place = async (
  tx: Tx,
  wanted: { jobCardId: string; bayId: string; technicianId: string | null; startsAt: Date; endsAt: Date },
): Promise<boolean> => {
  await tx.client.$executeRaw`
    with expired as (
      delete from bay_allocation
       where tenant_id = ${tx.tenantId}::uuid and state = 'HELD' and held_until <= ${tx.now}
         and (bay_id = ${wanted.bayId}::uuid or technician_id = ${wanted.technicianId}::uuid)
         and tstzrange(starts_at, ends_at, '[)') && tstzrange(${wanted.startsAt}, ${wanted.endsAt}, '[)')
    )
    update bay_allocation set state = 'CANCELLED'
     where tenant_id = ${tx.tenantId}::uuid and job_card_id = ${wanted.jobCardId}::uuid and state in ('BOOKED', 'CHECKED_IN', 'IN_PROGRESS')`;
  const placed = await tx.client.$executeRaw`
    insert into bay_allocation (tenant_id, id, bay_id, job_card_id, technician_id, starts_at, ends_at, state)
    select b.tenant_id, ${uuidv7()}::uuid, b.id, ${wanted.jobCardId}::uuid, ${wanted.technicianId}::uuid,
           ${wanted.startsAt}, ${wanted.endsAt}, 'CHECKED_IN'
      from service_bay b
     where b.tenant_id = ${tx.tenantId}::uuid and b.id = ${wanted.bayId}::uuid and b.closed_at is null
       for key share
    on conflict do nothing`;
  return placed === 1;
};

/** Takes a card off its bay. One that has begun ends now, so the lane shows what was; one still to come is cancelled. */
export const release = async (tx: Tx, jobCardId: string): Promise<number> =>
  tx.client.$executeRaw`
    update bay_allocation
       set state = case when starts_at < ${tx.now} then 'RELEASED'::allocation_state else 'CANCELLED' end,
           ends_at = case when starts_at < ${tx.now} then least(ends_at, ${tx.now}) else ends_at end
     where tenant_id = ${tx.tenantId}::uuid and job_card_id = ${jobCardId}::uuid and state in ('BOOKED', 'CHECKED_IN', 'IN_PROGRESS')`;

/** The technician of a card's allocations; an exclusion violation (23P01) when that person is elsewhere then. */
export const setTechnician = async (tx: Tx, jobCardId: string, technicianId: string | null): Promise<void> => {
  await tx.client.bayAllocation.updateMany({
    where: { tenantId: tx.tenantId, jobCardId, state: { in: ["BOOKED", "CHECKED_IN", "IN_PROGRESS"] } },
    data: { technicianId },
  });
};

/** A bay; null when it is not there or closed. */
export const find = (db: Db, bayId: string) =>
  db.client.serviceBay.findFirst({
    where: { tenantId: db.tenantId, id: bayId, closedAt: null },
    select: { id: true, name: true, branchId: true },
  });

/** Adds so many bays to a branch, named Bay 1, Bay 2 … */
export const insertNumbered = async (tx: Tx, branchId: string, count: number): Promise<void> => {
  await tx.client.serviceBay.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      tenantId: tx.tenantId,
      id: uuidv7(),
      branchId,
      name: `Bay ${index + 1}`,
      kind: "Lift",
      capabilities: ["lift"],
      position: index + 1,
    })),
  });
};

// ── Which bays there are ────────────────────────────────────────────────────────────────────────

/** Every bay in its order, the closed ones last. */
export const all = (db: Db) =>
  db.client.serviceBay.findMany({
    where: { tenantId: db.tenantId },
    orderBy: [{ closedAt: { sort: "asc", nulls: "first" } }, { position: "asc" }, { id: "asc" }],
  });
export type BayRow = Awaited<ReturnType<typeof all>>[number];

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string): Promise<BayRow> => {
  const bay = await db.client.serviceBay.findFirst({ where: { tenantId: db.tenantId, id } });
  if (bay === null) throw notFound("This bay");
  return bay;
};

/** Waits for whoever places a car on the bay, and keeps others from it until the commit. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string): Promise<BayRow> => {
  await tx.client
    .$queryRaw`select from service_bay where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  return load(tx, id);
};

/** The open bays of a branch, held until the commit; in their order. */
export const lockOpen = (tx: Tx, branchId: string) =>
  tx.client.$queryRaw<{ id: string; name: string; position: number }[]>`
    select id, name, position from service_bay
     where tenant_id = ${tx.tenantId}::uuid and branch_id = ${branchId}::uuid and closed_at is null
     order by position, id for update`;

/** How many of these are bays of the branch, open or closed. */
export const countOf = (db: Db, branchId: string, ids: readonly string[]): Promise<number> =>
  db.client.serviceBay.count({ where: { tenantId: db.tenantId, branchId, id: { in: [...ids] } } });

const capabilitiesOf = ({ kind, capabilities }: BayFields): string[] => [
  ...new Set(capabilities ?? [kind.toLowerCase()]),
];

/** Adds a bay after the others of its branch; false when the branch has one of that name. */
export const insert = async (tx: Tx, id: string, branchId: string, bay: BayFields): Promise<boolean> => {
  const added = await tx.client.$executeRaw`
    insert into service_bay (tenant_id, id, branch_id, name, kind, capabilities, position)
    select ${tx.tenantId}::uuid, ${id}::uuid, ${branchId}::uuid, ${bay.name}, ${bay.kind}, ${capabilitiesOf(bay)}::text[],
           coalesce(max(position), 0) + 1
      from service_bay where tenant_id = ${tx.tenantId}::uuid and branch_id = ${branchId}::uuid
    on conflict do nothing`;
  return added === 1;
};

/** Renames a bay at the version expected; false when it has another by now. A name taken raises P2002. */
export const update = async (tx: Tx, id: string, version: number, bay: BayFields): Promise<boolean> => {
  const { count } = await tx.client.serviceBay.updateMany({
    where: { tenantId: tx.tenantId, id, version },
    data: { name: bay.name, kind: bay.kind, capabilities: capabilitiesOf(bay), version: { increment: 1 } },
  });
  return count === 1;
};

export const setClosed = async (tx: Tx, id: string, version: number, closedAt: Date | null): Promise<boolean> => {
  const { count } = await tx.client.serviceBay.updateMany({
    where: { tenantId: tx.tenantId, id, version },
    data: { closedAt, version: { increment: 1 } },
  });
  return count === 1;
};

/** Gives bays the positions in which they are named. */
export const order = async (tx: Tx, ids: readonly string[]): Promise<void> => {
  await tx.client.$executeRaw`
    update service_bay b set position = o.position
      from unnest(${[...ids]}::uuid[]) with ordinality as o(id, position)
     where b.tenant_id = ${tx.tenantId}::uuid and b.id = o.id`;
};

/** The car that stands on a bay or is booked on it next; null when none is. */
export const nextOn = async (db: Db, bayId: string, at: Date) => {
  const next = await db.client.bayAllocation.findFirst({
    where: {
      tenantId: db.tenantId,
      bayId,
      endsAt: { gt: at },
      OR: [{ state: { in: ["BOOKED", "CHECKED_IN", "IN_PROGRESS"] } }, { state: "HELD", heldUntil: { gt: at } }],
    },
    orderBy: { startsAt: "asc" },
    select: {
      startsAt: true,
      bay: { select: { branch: { select: { zone: true } } } },
      jobCard: { select: { number: true, vehicle: { select: { plate: true } } } },
    },
  });
  if (next === null) return null;
  return { startsAt: next.startsAt, zone: next.bay.branch.zone, plate: next.jobCard?.vehicle.plate ?? null };
};
