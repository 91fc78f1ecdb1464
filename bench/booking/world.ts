import type pg from "pg";
import { addDays, instantOf, isoDateIn } from "#/domain/time.ts";
import { type BuiltTenant, buildRules, buildServices, buildTenant } from "../../prisma/seed/builders.ts";

export type Workshop = {
  readonly tenant: BuiltTenant;
  readonly serviceId: string;
  /** Every half hour of a week on which an hour of work begins and ends within the hours. */
  readonly starts: readonly Date[];
  /** Pairs of allocations that overlap on one bay. */
  readonly doubles: () => Promise<number>;
};

/** A workshop open every day from eight to six, with so many bays and one service of an hour. */
export const openWorkshop = async (admin: pg.Pool, bays: number): Promise<Workshop> => {
  const week = Array.from({ length: 7 }, () => ({ opens: "08:00", closes: "18:00" }));
  const branch = { bayKinds: Array.from({ length: bays }, () => "Lift"), weekHours: week };
  const tenant = await buildTenant(admin, { branch });
  const [service] = await buildServices(admin, tenant);
  if (service === undefined) throw new Error("Nothing can be booked.");
  await buildRules(admin, tenant);
  const { zone } = tenant.branch;
  const today = isoDateIn(new Date(), zone);
  const starts = Array.from({ length: 7 * 19 }, (_, index) => {
    const half = 16 + (index % 19);
    const time = `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 === 0 ? "00" : "30"}`;
    return instantOf(addDays(today, 2 + Math.floor(index / 19)), time, zone);
  }).filter((at) => at !== null);
  const doubles = async () => {
    const { rows } = await admin.query<{ n: string }>(
      `select count(*) as n from bay_allocation a join bay_allocation b on b.tenant_id = a.tenant_id and b.bay_id = a.bay_id and a.id < b.id
          and a.starts_at < b.ends_at and b.starts_at < a.ends_at
        where a.tenant_id = $1 and a.state = 'BOOKED' and b.state = 'BOOKED'`,
      [tenant.tenantId],
    );
    return Number(rows[0]?.n ?? 0);
  };
  return { tenant, serviceId: service.serviceId, starts, doubles };
};
