import { type BookingLimits, defaultLimits } from "#/domain/booking-limits.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** How much booking online a workshop bears, over all its branches. */

export type KeptLimits = BookingLimits & { readonly version: number };

/** The defaults, at version 0, of a workshop that has decided nothing. */
export const load = async (db: Db): Promise<KeptLimits> => {
  const [kept] = await db.client.$queryRaw<KeptLimits[]>`
    select version, bookings_of_contact as "bookingsOfContact", requests_of_contact as "requestsOfContact",
           per_contact_day as "perContactDay", per_tenant_hour as "perTenantHour"
      from booking_limits where tenant_id = ${db.tenantId}::uuid`;
  return kept ?? { version: 0, ...defaultLimits };
};

/** Writes them at the version expected, 0 for the first; false when they have another by now. */
export const set = async (tx: Tx, version: number, limits: BookingLimits): Promise<boolean> => {
  const { tenantId } = tx;
  if (version === 0) {
    const { count } = await tx.client.bookingLimits.createMany({
      data: [{ tenantId, ...limits }],
      skipDuplicates: true,
    });
    return count === 1;
  }
  const { count } = await tx.client.bookingLimits.updateMany({
    where: { tenantId, version },
    data: { ...limits, version: { increment: 1 } },
  });
  return count === 1;
};
