import type { Diary, DiaryBay, DiaryClosure, DiaryTechnician } from "#/domain/availability.ts";
import { type BookingRules, defaultRules } from "#/domain/booking-rules.ts";
import { notFound } from "#/domain/errors.ts";
import { weekHours } from "#/domain/hours.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";

/** A service as a demand is made of it. */
export type DiaryService = {
  readonly id: string;
  readonly name: string;
  readonly labourMinutes: number;
  readonly bufferMinutes: number;
  readonly priceFromMinor: number | null;
  readonly capabilities: readonly string[];
  readonly skill: string | null;
  readonly mode: "INSTANT" | "REQUEST";
  readonly bookableOnline: boolean;
  readonly closedAt: string | null;
};

export type BranchDiary = Diary & {
  readonly branch: {
    readonly id: string;
    readonly name: string;
    readonly country: string;
    readonly closedAt: Date | null;
  };
  readonly services: readonly DiaryService[];
};

type Row = {
  id: string;
  name: string;
  country: string;
  zone: string;
  closedAt: Date | null;
  weekHours: unknown;
  rules: BookingRules | null;
  closures: DiaryClosure[];
  services: DiaryService[];
  bays: DiaryBay[];
  technicians: (Omit<DiaryTechnician, "weekHours"> & { weekHours: unknown })[];
};

type Asked = {
  readonly serviceIds: readonly string[];
  /** What touches `[from, to)` is told, and somewhat more. */
  readonly from: Date;
  readonly to: Date;
  readonly now: Date;
  /** Whose own allocations count as free. */
  readonly except?: { readonly appointmentId?: string | null; readonly holderHash?: string | null };
};

/** Longer than any allocation (its CHECK): what ends later than that behind the last day began behind it too. */
const longest = 15 * 86_400_000;

/**
 * What is taken on each bay and of each technician, as pairs of ms in order. Conditions are on `ends_at` and `starts_at`
 * alone, because a range's overlap is no index condition under row level security; holds whose time is over are left out.
 */
const busyOf = (tenant: Prisma.Sql, owner: Prisma.Sql, { from, to, now, except }: Asked) => Prisma.sql`
  (select coalesce(jsonb_agg(p.ms order by p.starts_at, p.n), '[]')
     from (select a.starts_at, e.n, (date_part('epoch', case e.n when 1 then a.starts_at else a.ends_at end) * 1000)::int8 as ms
             from bay_allocation a cross join (values (1), (2)) as e(n)
            where a.tenant_id = ${tenant} and ${owner} and a.ends_at > ${from} and a.starts_at < ${to}
              and a.ends_at < ${new Date(to.getTime() + longest)}
              and (a.state in ('BOOKED', 'CHECKED_IN', 'IN_PROGRESS') or a.state = 'HELD' and a.held_until > ${now})
              and a.appointment_id is distinct from ${except?.appointmentId ?? unbooked}::uuid
              and a.holder_hash is distinct from ${except?.holderHash ?? unheld}) p)`;
/**
 * No hash and no id of anything: `is distinct from` a null would leave out every allocation that nobody holds, and those
 * of job cards that were not booked.
 */
const unheld = "-";
const unbooked = "00000000-0000-0000-0000-000000000000";

/** A branch's hours, rules, closures, bays, technicians and the services asked for, and what is taken between two times: one round trip. @throws NOT_FOUND */
export const load = async (db: Db, branchId: string, asked: Asked): Promise<BranchDiary> => {
  const tenant = Prisma.sql`${db.tenantId}::uuid`;
  const [row] = await db.client.$queryRaw<Row[]>`
    select b.id, b.name, b.country, b.zone, b.closed_at as "closedAt", b.week_hours as "weekHours",
           (select jsonb_build_object('online', r.online, 'leadMinutes', r.lead_minutes, 'horizonDays', r.horizon_days, 'gridMinutes', r.grid_minutes,
                     'requestHoldMinutes', r.request_hold_minutes, 'requestMinutes', r.request_minutes, 'technicians', r.technicians,
                     'whatToBring', r.what_to_bring, 'quietFrom', r.quiet_from, 'quietUntil', r.quiet_until)
              from booking_rules r where r.tenant_id = b.tenant_id and r.branch_id = b.id) as rules,
           (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'kind', c.kind, 'name', c.name, 'firstDay', c.first_day, 'lastDay', c.last_day)
                     order by c.kind, c.first_day), '[]')
              from closure c where c.tenant_id = b.tenant_id and c.branch_id = b.id
               and c.last_day >= (${asked.from}::timestamptz at time zone b.zone)::date - 1 and c.first_day <= (${asked.to}::timestamptz at time zone b.zone)::date + 1) as closures,
           (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'labourMinutes', o.labour_minutes, 'bufferMinutes', o.buffer_minutes,
                     'priceFromMinor', o.price_from_minor, 'capabilities', o.capabilities, 'skill', o.skill, 'mode', o.mode,
                     'bookableOnline', o.bookable_online, 'closedAt', o.closed_at) order by o.position, o.id), '[]')
              from service_offer o where o.tenant_id = b.tenant_id and o.branch_id = b.id and o.id = any(${[...asked.serviceIds]}::uuid[])) as services,
           (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'capabilities', s.capabilities,
                     'busy', ${busyOf(tenant, Prisma.sql`a.bay_id = s.id`, asked)}) order by s.position, s.id), '[]')
              from service_bay s where s.tenant_id = b.tenant_id and s.branch_id = b.id and s.closed_at is null) as bays,
           (select coalesce(jsonb_agg(jsonb_build_object('memberId', h.member_id, 'name', m.name, 'weekHours', h.week_hours, 'skills', h.skills,
                     'busy', ${busyOf(tenant, Prisma.sql`a.technician_id = h.member_id`, asked)}) order by m.name, m.id), '[]')
              from technician_hours h join member m on m.tenant_id = h.tenant_id and m.id = h.member_id
             where h.tenant_id = b.tenant_id and h.branch_id = b.id and m.disabled_at is null and m.role = 'TECHNICIAN') as technicians
      from branch b where b.tenant_id = ${tenant} and b.id = ${branchId}::uuid`;
  if (row === undefined) throw notFound("This branch");
  const { id, name, country, closedAt, rules, technicians, ...rest } = row;
  return {
    ...rest,
    branch: { id, name, country, closedAt },
    weekHours: weekHours.parse(row.weekHours),
    rules: rules ?? defaultRules,
    technicians: technicians.map((technician) => ({ ...technician, weekHours: weekHours.parse(technician.weekHours) })),
  };
};
