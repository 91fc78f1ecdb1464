import { type BookingLimits, defaultLimits } from "#/domain/booking-limits.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { type Connection, insertRows } from "./write.ts";

export type ServiceSpec = {
  name?: string;
  minutes?: number;
  buffer?: number;
  capabilities?: readonly string[];
  skill?: string | null;
  mode?: "INSTANT" | "REQUEST";
  bookableOnline?: boolean;
};
export type BuiltService = { serviceId: string; name: string; minutes: number; buffer: number };

/** Services of a branch: an hour on a lift, bookable online and confirmed at once, unless told. */
export async function buildServices(
  pg: Connection,
  { tenantId, branchId }: { tenantId: string; branchId: string },
  specs: readonly ServiceSpec[] = [{}],
): Promise<BuiltService[]> {
  const built = specs.map((spec, index) => {
    const serviceId = uuidv7();
    return {
      serviceId,
      name: spec.name ?? `Service ${serviceId.slice(24)}`,
      minutes: spec.minutes ?? 60,
      buffer: spec.buffer ?? 0,
      spec,
      position: index + 1,
    };
  });
  await insertRows(
    pg,
    "service_offer",
    built.map(({ serviceId, name, minutes, buffer, spec, position }) => ({
      tenant_id: tenantId,
      id: serviceId,
      branch_id: branchId,
      name,
      description: "",
      labour_minutes: minutes,
      buffer_minutes: buffer,
      price_from_minor: 9900,
      capabilities: [...(spec.capabilities ?? ["lift"])],
      skill: spec.skill ?? null,
      mode: spec.mode ?? "INSTANT",
      bookable_online: spec.bookableOnline ?? true,
      position,
      version: 1,
      created_at: new Date(),
    })),
  );
  return built.map(({ serviceId, name, minutes, buffer }) => ({ serviceId, name, minutes, buffer }));
}

/** A branch's booking rules; those of the product unless told. */
export async function buildRules(
  pg: Connection,
  { tenantId, branchId }: { tenantId: string; branchId: string },
  rules: Partial<{
    leadMinutes: number;
    horizonDays: number;
    gridMinutes: number;
    requestHoldMinutes: number;
    technicians: boolean;
    online: boolean;
    quietFrom: string;
    quietUntil: string;
  }> = {},
): Promise<void> {
  await pg.query("DELETE FROM booking_rules WHERE tenant_id = $1 AND branch_id = $2", [tenantId, branchId]);
  await insertRows(pg, "booking_rules", [
    {
      tenant_id: tenantId,
      branch_id: branchId,
      online: rules.online ?? true,
      lead_minutes: rules.leadMinutes ?? 120,
      horizon_days: rules.horizonDays ?? 60,
      grid_minutes: rules.gridMinutes ?? 30,
      request_hold_minutes: rules.requestHoldMinutes ?? 1440,
      request_minutes: 60,
      technicians: rules.technicians ?? false,
      what_to_bring: "",
      quiet_from: rules.quietFrom ?? "20:00",
      quiet_until: rules.quietUntil ?? "08:00",
      version: 1,
    },
  ]);
}

/** How much booking online a workshop bears; as the product has it unless told. */
export async function buildLimits(
  pg: Connection,
  { tenantId }: { tenantId: string },
  limits: Partial<BookingLimits>,
): Promise<void> {
  const { bookingsOfContact, requestsOfContact, perContactDay, perTenantHour } = { ...defaultLimits, ...limits };
  await insertRows(pg, "booking_limits", [
    {
      tenant_id: tenantId,
      bookings_of_contact: bookingsOfContact,
      requests_of_contact: requestsOfContact,
      per_contact_day: perContactDay,
      per_tenant_hour: perTenantHour,
      version: 1,
    },
  ]);
}
