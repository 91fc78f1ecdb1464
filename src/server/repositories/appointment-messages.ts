import type { AppointmentState } from "#/domain/appointment-states.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** Appointments as their messages tell them: what was typed, and what the branch says of itself. */

const told = {
  branch: {
    select: {
      id: true,
      name: true,
      zone: true,
      locale: true,
      country: true,
      currency: true,
      taxName: true,
      taxMode: true,
      addressLines: true,
      phone: true,
      email: true,
      tenant: { select: { name: true, slug: true, brandColour: true, logo: true } },
      bookingRules: { select: { whatToBring: true, quietFrom: true, quietUntil: true } },
    },
  },
  services: { orderBy: { position: "asc" }, select: { name: true, priceFromMinor: true } },
} as const;

/** Null when there is none. */
export const load = (db: Db, id: string) =>
  db.client.appointment.findFirst({ where: { tenantId: db.tenantId, id }, include: told });
export type ToldRow = NonNullable<Awaited<ReturnType<typeof load>>>;

/** Whether it stands as it was read; from here to the end of `tx` nobody moves it or calls it off. */
export const standsAs = async (
  tx: Tx,
  { id, state, icsSequence }: { readonly id: string; readonly state: AppointmentState; readonly icsSequence: number },
): Promise<boolean> => {
  const [row] = await tx.client.$queryRaw<{ state: string; sequence: number }[]>`
    select state::text as state, ics_sequence as sequence from appointment
     where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for share`;
  return row?.state === state && row.sequence === icsSequence;
};
