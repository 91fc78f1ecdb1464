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
 * Expired holds that stand in the way are deleted first; the exclusion constraints decide every race.
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
    values (${tx.tenantId}::uuid, ${uuidv7()}::uuid, ${wanted.bayId}::uuid, ${wanted.jobCardId}::uuid, ${wanted.technicianId}::uuid,
            ${wanted.startsAt}, ${wanted.endsAt}, 'CHECKED_IN')
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
