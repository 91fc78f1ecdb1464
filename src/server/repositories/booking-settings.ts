import {
  type BookingRules,
  type ClosureView,
  defaultRules,
  type RulesView,
  type TechnicianHoursView,
} from "#/domain/booking-rules.ts";
import { notFound } from "#/domain/errors.ts";
import { type WeekHours, weekHours } from "#/domain/hours.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** How branches take bookings: rules, closures, and who works when. */

// ── Rules ───────────────────────────────────────────────────────────────────────────────────────

/** The rules of every open branch, the oldest first; those of one that has decided nothing are the defaults, at version 0. */
export const rules = async (db: Db): Promise<RulesView[]> => {
  const rows = await db.client.branch.findMany({
    where: { tenantId: db.tenantId, closedAt: null },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { id: true, bookingRules: true },
  });
  return rows.map(({ id, bookingRules }) => viewOf(id, bookingRules));
};

/** @throws NOT_FOUND for a branch that is not there */
export const rulesOf = async (db: Db, branchId: string): Promise<RulesView> => {
  const branch = await db.client.branch.findFirst({
    where: { tenantId: db.tenantId, id: branchId },
    select: { id: true, bookingRules: true },
  });
  if (branch === null) throw notFound("This branch");
  return viewOf(branch.id, branch.bookingRules);
};

type RulesRow = Omit<BookingRules, "gridMinutes"> & { readonly gridMinutes: number; readonly version: number };
const grids = [5, 10, 15, 20, 30, 60] as const;
const viewOf = (branchId: string, row: RulesRow | null): RulesView =>
  row === null
    ? { branchId, version: 0, ...defaultRules }
    : {
        branchId,
        version: row.version,
        online: row.online,
        leadMinutes: row.leadMinutes,
        horizonDays: row.horizonDays,
        gridMinutes: grids.find((minutes) => minutes === row.gridMinutes) ?? defaultRules.gridMinutes,
        requestHoldMinutes: row.requestHoldMinutes,
        requestMinutes: row.requestMinutes,
        technicians: row.technicians,
        whatToBring: row.whatToBring,
        quietFrom: row.quietFrom,
        quietUntil: row.quietUntil,
      };

/** Writes a branch's rules at the version expected, 0 for the first; false when they have another by now. */
export const setRules = async (tx: Tx, branchId: string, version: number, fields: BookingRules): Promise<boolean> => {
  const place = { tenantId: tx.tenantId, branchId };
  if (version === 0) {
    const { count } = await tx.client.bookingRules.createMany({
      data: [{ ...place, ...fields }],
      skipDuplicates: true,
    });
    return count === 1;
  }
  const { count } = await tx.client.bookingRules.updateMany({
    where: { ...place, version },
    data: { ...fields, version: { increment: 1 } },
  });
  return count === 1;
};

// ── Closures ────────────────────────────────────────────────────────────────────────────────────

const isoOf = (day: Date): string => day.toISOString().slice(0, 10);
const dateOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** A branch's closures that are not over on `from`, by day. */
export const closures = async (db: Db, branchId: string, from: string): Promise<ClosureView[]> => {
  const rows = await db.client.closure.findMany({
    where: { tenantId: db.tenantId, branchId, lastDay: { gte: dateOf(from) } },
    orderBy: [{ firstDay: "asc" }, { id: "asc" }],
    select: { id: true, branchId: true, kind: true, name: true, firstDay: true, lastDay: true },
  });
  return rows.map((row) => ({ ...row, firstDay: isoOf(row.firstDay), lastDay: isoOf(row.lastDay) }));
};

/** @throws NOT_FOUND */
export const closure = async (db: Db, id: string): Promise<ClosureView> => {
  const row = await db.client.closure.findFirst({ where: { tenantId: db.tenantId, id } });
  if (row === null) throw notFound("This closure");
  const { branchId, kind, name, firstDay, lastDay } = row;
  return { id, branchId, kind, name, firstDay: isoOf(firstDay), lastDay: isoOf(lastDay) };
};

/** Adds a closure; false for a day that is full already. */
export const addClosure = async (tx: Tx, row: ClosureView, createdById: string | null): Promise<boolean> => {
  const { count } = await tx.client.closure.createMany({
    data: [
      {
        ...row,
        firstDay: dateOf(row.firstDay),
        lastDay: dateOf(row.lastDay),
        tenantId: tx.tenantId,
        createdById,
        createdAt: tx.now,
      },
    ],
    skipDuplicates: true,
  });
  return count === 1;
};

export const removeClosure = async (tx: Tx, id: string): Promise<void> => {
  await tx.client.closure.deleteMany({ where: { tenantId: tx.tenantId, id } });
};

/** Takes back that a day is full; false when it was not. */
export const clearDayFull = async (tx: Tx, branchId: string, day: string): Promise<boolean> => {
  const { count } = await tx.client.closure.deleteMany({
    where: { tenantId: tx.tenantId, branchId, kind: "DAY_FULL", firstDay: dateOf(day) },
  });
  return count > 0;
};

// ── Technicians ─────────────────────────────────────────────────────────────────────────────────

/** Every technician at every open branch: their hours there and what they know; null hours where nobody has set any. */
export const technicianHours = async (db: Db): Promise<TechnicianHoursView[]> => {
  const rows = await db.client.$queryRaw<(Omit<TechnicianHoursView, "weekHours"> & { weekHours: unknown })[]>`
    select b.id as "branchId", m.id as "memberId", m.name, coalesce(h.version, 0)::int as version, h.week_hours as "weekHours",
           coalesce(h.skills, '{}') as skills
      from branch b cross join member m
      left join technician_hours h on h.tenant_id = m.tenant_id and h.member_id = m.id and h.branch_id = b.id
     where b.tenant_id = ${db.tenantId}::uuid and m.tenant_id = b.tenant_id and b.closed_at is null and m.disabled_at is null and m.role = 'TECHNICIAN'
       and (h.member_id is not null
            or not exists (select from member_branch w where w.tenant_id = m.tenant_id and w.member_id = m.id)
            or exists (select from member_branch w where w.tenant_id = m.tenant_id and w.member_id = m.id and w.branch_id = b.id))
     order by b.created_at, b.id, m.name, m.id`;
  return rows.map((row) => ({ ...row, weekHours: row.weekHours === null ? null : weekHours.parse(row.weekHours) }));
};

/** Writes a technician's hours at the version expected, 0 for the first; null takes them away. False when they have another by now. */
export const setTechnicianHours = async (
  tx: Tx,
  of: { readonly branchId: string; readonly memberId: string },
  version: number,
  fields: { readonly weekHours: WeekHours | null; readonly skills: readonly string[] },
): Promise<boolean> => {
  const where = { tenantId: tx.tenantId, ...of };
  if (fields.weekHours === null) {
    const { count } = await tx.client.technicianHours.deleteMany({ where: { ...where, version } });
    return count === 1 || version === 0;
  }
  const data = { weekHours: fields.weekHours, skills: [...fields.skills] };
  if (version === 0) {
    const { count } = await tx.client.technicianHours.createMany({
      data: [{ ...where, ...data }],
      skipDuplicates: true,
    });
    return count === 1;
  }
  const { count } = await tx.client.technicianHours.updateMany({
    where: { ...where, version },
    data: { ...data, version: { increment: 1 } },
  });
  return count === 1;
};
