import { uuidv7 } from "#/domain/ids.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** Who has a bay when. The exclusion constraints decide every race: nothing here looks first and believes what it saw. */

export type Taken = { readonly id: string; readonly bayId: string; readonly technicianId: string | null };

type Wanted = {
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Bays that would do, the best first. */
  readonly bayIds: readonly string[];
  /** Technicians who would do; null where nobody is needed. */
  readonly technicianIds: readonly string[] | null;
  readonly as:
    | {
        readonly state: "HELD";
        readonly heldUntil: Date;
        readonly holderHash: string | null;
        readonly addressHash: string | null;
        readonly appointmentId: string | null;
      }
    | {
        readonly state: "BOOKED" | "CHECKED_IN" | "IN_PROGRESS";
        readonly appointmentId: string | null;
        readonly jobCardId?: string | null;
      };
};

const active = Prisma.sql`('HELD', 'BOOKED', 'CHECKED_IN', 'IN_PROGRESS')`;

/**
 * Takes the first bay, and the first technician, that nobody has at that time; null when there is none. Whoever wants the
 * same at the same moment waits for the first and then looks for another; a bay that is being closed is waited for and
 * not taken. Holds in the way whose time is over are deleted when nothing else is left.
 */
export const take = async (tx: Tx, wanted: Wanted): Promise<Taken | null> => {
  for (let cleaned = false; ; ) {
    const { candidates, taken } = await attempt(tx, wanted);
    if (taken !== null) return taken;
    // Somebody was quicker: what is left now?
    if (candidates > 0) continue;
    if (cleaned || (await letExpiredGo(tx, wanted)) === 0) return null;
    cleaned = true;
  }
};

const attempt = async (tx: Tx, { startsAt, endsAt, bayIds, technicianIds, as }: Wanted) => {
  const tenant = Prisma.sql`${tx.tenantId}::uuid`;
  const clash = (owner: Prisma.Sql) => Prisma.sql`exists (
    select from bay_allocation a where a.tenant_id = ${tenant} and ${owner} and a.ends_at > ${startsAt} and a.starts_at < ${endsAt} and a.state in ${active})`;
  const held = as.state === "HELD" ? as : null;
  const jobCardId = as.state === "HELD" ? null : (as.jobCardId ?? null);
  const technician =
    technicianIds === null
      ? Prisma.sql`select null::uuid as id`
      : Prisma.sql`select c.id from unnest(${[...technicianIds]}::uuid[]) with ordinality as c(id, n)
                    where not ${clash(Prisma.sql`a.technician_id = c.id`)} order by c.n limit 1`;
  const [row] = await tx.client.$queryRaw<
    { candidates: number; id: string | null; bayId: string; technicianId: string | null }[]
  >`
    with bay as (
      select s.id from unnest(${[...bayIds]}::uuid[]) with ordinality as c(id, n) join service_bay s on s.tenant_id = ${tenant} and s.id = c.id
       where s.closed_at is null and not ${clash(Prisma.sql`a.bay_id = c.id`)} order by c.n limit 1 for key share of s
    ), technician as (${technician}
    ), candidate as (select bay.id as bay_id, technician.id as technician_id from bay cross join technician
    ), taken as (
      insert into bay_allocation (tenant_id, id, bay_id, technician_id, appointment_id, job_card_id, starts_at, ends_at, state, held_until, holder_hash, address_hash)
      select ${tenant}, ${uuidv7()}::uuid, c.bay_id, c.technician_id, ${as.appointmentId}::uuid, ${jobCardId}::uuid, ${startsAt}, ${endsAt},
             ${as.state}::allocation_state, ${held?.heldUntil ?? null}::timestamptz, ${held?.holderHash ?? null}, ${held?.addressHash ?? null}
        from candidate c
      on conflict do nothing returning id, bay_id, technician_id
    )
    select (select count(*)::int from candidate) as candidates, t.id, t.bay_id as "bayId", t.technician_id as "technicianId"
      from (select 1) one left join taken t on true`;
  const taken = row?.id == null ? null : { id: row.id, bayId: row.bayId, technicianId: row.technicianId };
  return { candidates: row?.candidates ?? 0, taken };
};

/** Deletes holds whose time is over and that stand in the way; those that somebody else is deleting are left to them. */
const letExpiredGo = (
  tx: Tx,
  { startsAt, endsAt, bayIds, technicianIds }: Pick<Wanted, "startsAt" | "endsAt" | "bayIds" | "technicianIds">,
): Promise<number> =>
  tx.client.$executeRaw`
    delete from bay_allocation d using (
      select a.id from bay_allocation a
       where a.tenant_id = ${tx.tenantId}::uuid and (a.bay_id = any(${[...bayIds]}::uuid[]) or a.technician_id = any(${[...(technicianIds ?? [])]}::uuid[]))
         and a.ends_at > ${startsAt} and a.starts_at < ${endsAt} and a.state = 'HELD' and a.held_until <= ${tx.now}
         for update skip locked) gone
     where d.tenant_id = ${tx.tenantId}::uuid and d.id = gone.id`;

// ── Holds of browsers ───────────────────────────────────────────────────────────────────────────

/** Lets go of what a browser holds; how many there were. */
export const releaseOf = (tx: Tx, holderHash: string): Promise<number> =>
  tx.client.$executeRaw`
    delete from bay_allocation where tenant_id = ${tx.tenantId}::uuid and holder_hash = ${holderHash}`;

/** Lets go of one hold of a browser; false when it has none of that id. */
export const releaseHold = async (tx: Tx, holdId: string, holderHash: string): Promise<boolean> => {
  const { count } = await tx.client.bayAllocation.deleteMany({
    where: { tenantId: tx.tenantId, id: holdId, holderHash },
  });
  return count === 1;
};

/** How many holds an address has that are not over. */
export const liveHoldsOf = async (tx: Tx, addressHash: string): Promise<number> =>
  tx.client.bayAllocation.count({ where: { tenantId: tx.tenantId, addressHash, heldUntil: { gt: tx.now } } });

/**
 * Turns a browser's hold of exactly this time into a booking: the same row, also when its time is over and nobody has
 * taken it since. Null when it is not there any more.
 */
export const bookHeld = async (
  tx: Tx,
  hold: {
    readonly holdId: string;
    readonly holderHash: string;
    readonly startsAt: Date;
    readonly endsAt: Date;
    readonly appointmentId: string;
    readonly branchId: string;
  },
): Promise<Taken | null> => {
  const [row] = await tx.client.$queryRaw<Taken[]>`
    update bay_allocation a set state = 'BOOKED', appointment_id = ${hold.appointmentId}::uuid, held_until = null, holder_hash = null, address_hash = null
      from service_bay s
     where a.tenant_id = ${tx.tenantId}::uuid and a.id = ${hold.holdId}::uuid and a.holder_hash = ${hold.holderHash} and a.state = 'HELD'
       and a.starts_at = ${hold.startsAt} and a.ends_at = ${hold.endsAt}
       and s.tenant_id = a.tenant_id and s.id = a.bay_id and s.branch_id = ${hold.branchId}::uuid and s.closed_at is null
    returning a.id, a.bay_id as "bayId", a.technician_id as "technicianId"`;
  return row ?? null;
};

// ── Of appointments ─────────────────────────────────────────────────────────────────────────────

const allocationColumns = {
  id: true,
  bayId: true,
  technicianId: true,
  appointmentId: true,
  jobCardId: true,
  startsAt: true,
  endsAt: true,
  state: true,
  heldUntil: true,
} as const;

/** An appointment's allocations that take a bay, in order of time; a request's hold whose time is over is none. */
export const activeOf = async (tx: Tx, appointmentId: string) =>
  tx.client.bayAllocation.findMany({
    where: {
      tenantId: tx.tenantId,
      appointmentId,
      OR: [{ state: { in: ["BOOKED", "CHECKED_IN", "IN_PROGRESS"] } }, { state: "HELD", heldUntil: { gt: tx.now } }],
    },
    orderBy: { startsAt: "asc" },
    select: allocationColumns,
  });
export type AllocationRow = Awaited<ReturnType<typeof activeOf>>[number];

/**
 * Lets go of an appointment's bays: what it was held for is forgotten, what has begun is kept as having been, the rest is
 * cancelled.
 */
export const releaseAppointment = async (tx: Tx, appointmentId: string): Promise<void> => {
  await tx.client.$executeRaw`
    with forgotten as (
      delete from bay_allocation where tenant_id = ${tx.tenantId}::uuid and appointment_id = ${appointmentId}::uuid and state = 'HELD'
    )
    update bay_allocation
       set state = case when starts_at < ${tx.now} then 'RELEASED'::allocation_state else 'CANCELLED' end
     where tenant_id = ${tx.tenantId}::uuid and appointment_id = ${appointmentId}::uuid and state in ('BOOKED', 'CHECKED_IN', 'IN_PROGRESS')`;
};

/** Lets go of one of them: what has begun is kept as having been. */
export const letGo = async (tx: Tx, id: string): Promise<void> => {
  await tx.client.$executeRaw`
    update bay_allocation set state = case when starts_at < ${tx.now} then 'RELEASED'::allocation_state else 'CANCELLED' end, held_until = null
     where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid`;
};

/** What was only held is booked. */
export const confirm = async (tx: Tx, id: string): Promise<void> => {
  await tx.client.bayAllocation.updateMany({
    where: { tenantId: tx.tenantId, id, state: "HELD" },
    data: { state: "BOOKED", heldUntil: null },
  });
};

/** The car is here: what was booked is the card's too. */
export const checkIn = async (tx: Tx, appointmentId: string, jobCardId: string): Promise<void> => {
  await tx.client.bayAllocation.updateMany({
    where: { tenantId: tx.tenantId, appointmentId, state: "BOOKED" },
    data: { state: "CHECKED_IN", jobCardId },
  });
};

/** An allocation that takes a bay, held to be changed; null when there is none. */
export const lock = async (tx: Tx, id: string): Promise<AllocationRow | null> => {
  await tx.client
    .$queryRaw`select from bay_allocation where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for no key update`;
  return tx.client.bayAllocation.findFirst({
    where: { tenantId: tx.tenantId, id, state: { in: ["BOOKED", "CHECKED_IN", "IN_PROGRESS"] } },
    select: allocationColumns,
  });
};

/** Gives back what was taken in this transaction. */
export const giveBack = async (tx: Tx, ids: readonly string[]): Promise<void> => {
  await tx.client.bayAllocation.deleteMany({ where: { tenantId: tx.tenantId, id: { in: [...ids] } } });
};

export type Place = {
  readonly bayId: string;
  readonly technicianId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
};

/** Puts an allocation elsewhere, or at another time; false when somebody has it. One that is taken in this very moment is an exclusion violation, and then the transaction is tried again. */
export const move = async (tx: Tx, id: string, to: Place): Promise<boolean> => {
  const { bayId, technicianId, startsAt, endsAt } = to;
  await letExpiredGo(tx, {
    startsAt,
    endsAt,
    bayIds: [bayId],
    technicianIds: technicianId === null ? null : [technicianId],
  });
  const moved = await tx.client.$executeRaw`
    update bay_allocation m set bay_id = ${bayId}::uuid, technician_id = ${technicianId}::uuid, starts_at = ${startsAt}, ends_at = ${endsAt}
     where m.tenant_id = ${tx.tenantId}::uuid and m.id = ${id}::uuid and not exists (
       select from bay_allocation a
        where a.tenant_id = m.tenant_id and a.id <> m.id and (a.bay_id = ${bayId}::uuid or a.technician_id = ${technicianId}::uuid)
          and a.ends_at > ${startsAt} and a.starts_at < ${endsAt} and a.state in ${active})`;
  return moved === 1;
};

/** Cuts an allocation in two; the id of the later part. */
export const split = async (tx: Tx, allocation: AllocationRow, at: Date): Promise<string> => {
  const id = uuidv7();
  await tx.client.bayAllocation.updateMany({
    where: { tenantId: tx.tenantId, id: allocation.id },
    data: { endsAt: at },
  });
  await tx.client.bayAllocation.create({
    data: { ...allocation, tenantId: tx.tenantId, id, startsAt: at, createdAt: tx.now },
  });
  return id;
};

/** Ends an allocation early: what has been done of it stays, the bay is free from then on. */
export const endAt = async (tx: Tx, id: string, at: Date): Promise<void> => {
  await tx.client.bayAllocation.updateMany({
    where: { tenantId: tx.tenantId, id },
    data: { endsAt: at, state: "RELEASED" },
  });
};

/** Where an allocation is; null for one that is not there. Not held. */
export const find = (db: Db, id: string) =>
  db.client.bayAllocation.findFirst({
    where: { tenantId: db.tenantId, id },
    select: { ...allocationColumns, bay: { select: { branchId: true } } },
  });

/** All allocations that an appointment has or had, in order of time; holds whose time is over are left out. */
export const ofAppointment = (db: Db, appointmentId: string, now = new Date()) =>
  db.client.bayAllocation.findMany({
    where: { tenantId: db.tenantId, appointmentId, OR: [{ state: { not: "HELD" } }, { heldUntil: { gt: now } }] },
    orderBy: [{ startsAt: "asc" }, { id: "asc" }],
    select: { ...allocationColumns, bay: { select: { name: true } } },
  });

export type Blocking = {
  readonly id: string;
  readonly bayId: string;
  readonly technicianId: string | null;
  readonly appointmentId: string | null;
  readonly jobCardId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly state: string;
  readonly heldUntil: Date | null;
  readonly plate: string | null;
};

/** What stands in the way between two times: on the bays of a branch, or with its technicians wherever they are. */
export const blocking = (db: Db, branchId: string, from: Date, to: Date, now: Date): Promise<Blocking[]> =>
  db.client.$queryRaw<Blocking[]>`
    select a.id, a.bay_id as "bayId", a.technician_id as "technicianId", a.appointment_id as "appointmentId", a.job_card_id as "jobCardId",
           a.starts_at as "startsAt", a.ends_at as "endsAt", a.state::text as state, a.held_until as "heldUntil",
           coalesce((select v.plate from appointment p join vehicle v on v.tenant_id = p.tenant_id and v.id = p.vehicle_id where p.tenant_id = a.tenant_id and p.id = a.appointment_id),
                    (select v.plate from job_card j join vehicle v on v.tenant_id = j.tenant_id and v.id = j.vehicle_id where j.tenant_id = a.tenant_id and j.id = a.job_card_id)) as plate
      from bay_allocation a
     where a.tenant_id = ${db.tenantId}::uuid and a.ends_at > ${from} and a.starts_at < ${to} and a.state in ${active}
       and (a.state <> 'HELD' or a.held_until > ${now})
       and (a.bay_id in (select s.id from service_bay s where s.tenant_id = a.tenant_id and s.branch_id = ${branchId}::uuid)
            or a.technician_id in (select h.member_id from technician_hours h where h.tenant_id = a.tenant_id and h.branch_id = ${branchId}::uuid))
     order by a.starts_at, a.id`;

// ── The calendar ────────────────────────────────────────────────────────────────────────────────

export type Block = {
  readonly allocationId: string;
  readonly bayId: string;
  readonly technicianId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly state: "HELD" | "BOOKED" | "CHECKED_IN" | "IN_PROGRESS" | "RELEASED" | "CANCELLED";
  readonly heldUntil: Date | null;
  readonly appointmentId: string | null;
  readonly jobCardId: string | null;
  readonly part: number;
  readonly parts: number;
};

/**
 * What stands on the bays of a branch in `[from, to)`: what is to come, and what was; not what was called off, nor what was
 * let go where something else stands by now.
 */
export const blocks = (db: Db, branchId: string, from: Date, to: Date, now: Date): Promise<Block[]> =>
  db.client.$queryRaw<Block[]>`
    select a.id as "allocationId", a.bay_id as "bayId", a.technician_id as "technicianId", a.starts_at as "startsAt", a.ends_at as "endsAt",
           a.state::text as state, a.held_until as "heldUntil", a.appointment_id as "appointmentId", a.job_card_id as "jobCardId",
           coalesce(p.part, 1)::int as part, coalesce(p.parts, 1)::int as parts
      from service_bay s join bay_allocation a on a.tenant_id = s.tenant_id and a.bay_id = s.id
      left join lateral (
        select count(*) filter (where o.starts_at <= a.starts_at) as part, count(*) as parts from bay_allocation o
         where o.tenant_id = a.tenant_id and o.appointment_id = a.appointment_id and o.state not in ('CANCELLED', 'HELD')) p on a.appointment_id is not null
     where s.tenant_id = ${db.tenantId}::uuid and s.branch_id = ${branchId}::uuid
       and a.ends_at > ${from} and a.starts_at < ${to} and a.ends_at < ${new Date(to.getTime() + 15 * 86_400_000)}
       and a.state <> 'CANCELLED' and (a.state <> 'HELD' or a.held_until > ${now})
       and (a.state <> 'RELEASED' or not exists (
         select from bay_allocation o
          where o.tenant_id = a.tenant_id and o.bay_id = a.bay_id and o.ends_at > a.starts_at and o.starts_at < a.ends_at and o.state in ${active}
            and (o.state <> 'HELD' or o.held_until > ${now})))
     order by a.starts_at, a.id`;
