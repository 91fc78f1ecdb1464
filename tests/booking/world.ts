import { afterAll, afterEach, beforeAll } from "vitest";
import { startWorld } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { adminPool } from "../harness/world.ts";
import { bookOnline, dayAhead, firstFree, type Garage, stranger } from "./garage.ts";

type World = Awaited<ReturnType<typeof startWorld>>;
type Appointment = { id: string; startsAt: Date; sequence: number; version: number };
type Wanted = { contact?: Partial<{ email: string | null; phone: string | null; name: string }> };

/**
 * The mailbox and the processes of one test file about bookings, and the bookings themselves. Called once at the top of
 * the file: what a test starts, arms or sets ends with that test, and the rest with the file.
 */
export const openWorld = () => {
  const admin = adminPool();
  let opened: World | undefined;
  const world = (): World => {
    if (opened === undefined) throw new Error("The world opens before the first test.");
    return opened;
  };
  const running: { stop(): Promise<void> }[] = [];
  const stopProcesses = () => Promise.all(running.splice(0).map((each) => each.stop()));

  beforeAll(async () => {
    opened = await startWorld();
  });
  afterEach(async () => {
    armCrashPoints(undefined);
    setDeliveryPolicy(undefined);
    await stopProcesses();
  });
  afterAll(async () => {
    await opened?.close();
    await closeDatabase();
    await admin.end();
  });

  /** The newest of a workshop. */
  const appointmentOf = async ({ tenant }: Garage): Promise<Appointment> => {
    const { rows } = await admin.query<Appointment>(
      'select id, starts_at as "startsAt", ics_sequence as sequence, version from appointment where tenant_id = $1 order by created_at desc limit 1',
      [tenant.tenantId],
    );
    const [row] = rows;
    if (row === undefined) throw new Error("No appointment was written.");
    return row;
  };

  return {
    admin,
    adminUrl: process.env.DATABASE_ADMIN_URL ?? "",
    startProcess: () => running.push(world().startProcess()),
    stopProcesses,
    mails: () => world().mails(),
    eml: (id: string) => world().eml(id),
    texts: () => world().texts(),
    appointmentOf,
    /** Books online, as somebody nobody knows unless told, for a time that both reminders come before. */
    booked: async (own: Garage, { contact = {} }: Wanted = {}) => {
      const { vehicle, ...who } = stranger();
      const typed = { ...who.contact, ...contact };
      const startsAt = await firstFree(own, dayAhead(3));
      const { token } = await bookOnline(own, startsAt, { ...who, vehicle, contact: typed, symptom: "It squeaks." });
      return { ...(await appointmentOf(own)), token, who: typed, plate: vehicle.plate };
    },
  };
};
