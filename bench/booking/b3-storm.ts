import pg from "pg";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import { log } from "#/server/log.ts";
import { bookAppointment } from "#/server/orchestrators/book-appointment.ts";
import { atEnd } from "../lib/ending.ts";
import { median, throughput } from "../lib/measure.ts";
import { compare, limited, type Result } from "../lib/results.ts";
import { contenders, type Storm } from "./peers.ts";
import { openWorkshop, type Workshop } from "./world.ts";

const clients = 16;
const bays = 4;
const rounds = 3;
const attempts = 1500;

/**
 * B3: sixteen clients who book at random over a week on four bays, most of them too late. The others write one row; ours
 * reads the week around for the nearest free times, and writes a customer, a car, an appointment with its service, bay and
 * link, two reminders, an event, the audit and the receipt.
 */
export const storming = async (): Promise<Result[]> => {
  const admin = new pg.Pool({ connectionString: process.env.DATABASE_ADMIN_URL, max: clients });
  atEnd(() => admin.end());
  const peers = await contenders(admin, bays);
  const took = new Map<string, number[]>();
  let doubles = 0;
  // The first round warms up every side's connections and plans.
  for (let round = 0; round <= rounds; round += 1) {
    const workshop = await openWorkshop(admin, bays);
    const at = Array.from({ length: attempts }, () => Math.floor(Math.random() * workshop.starts.length));
    const sides: [string, Storm][] = [["ours", ours(workshop)], ...Object.entries(peers)];
    for (let turn = 0; turn < sides.length; turn += 1) {
      const side = sides[(turn + round) % sides.length];
      if (side === undefined) continue;
      const [name, storm] = side;
      await storm.begin();
      const speed = await throughput(at, clients, storm.attempt);
      doubles += name === "ours" ? await storm.doubles() : 0;
      if (round > 0) took.set(name, [...(took.get(name) ?? []), speed]);
    }
  }
  const speedOf = (name: string) => median(took.get(name) ?? []);
  const against = (name: string, title: string, atLeast?: number) =>
    compare(
      `B3 booking with every layer against ${title}`,
      "attempts/s",
      speedOf("ours"),
      speedOf(name),
      atLeast === undefined ? undefined : { atLeast },
    );
  return [
    against("floor", "one raw statement", 0.4),
    against("advisory", "an advisory lock", 1.5),
    against("serializable", "SERIALIZABLE"),
    limited(`B3 double bookings in ${attempts * (rounds + 1)} attempts`, "", doubles, 0, true),
  ];
};

/** Books as a customer does, from the orchestrator down: customer, car, appointment, bay, link, event, receipt. */
const ours = (workshop: Workshop): Storm => {
  const { tenant, serviceId, starts } = workshop;
  const ctx: Ctx = {
    tenantId: tenant.tenantId,
    actor: { kind: "system", name: "Online booking" },
    correlationId: "bench",
    origin: null,
    log,
  };
  const attempt = async (index: number): Promise<boolean> => {
    const startsAt = starts[index];
    if (startsAt === undefined) return false;
    try {
      await bookAppointment(ctx, {
        idempotencyKey: uuidv7(),
        branchId: tenant.branchId,
        serviceIds: [serviceId],
        minutes: null,
        startsAt,
        bayId: null,
        technicianId: null,
        customer: { kind: "given", name: "Sam", email: `${uuidv7()}@example.com`, phone: null },
        vehicle: { kind: "given", plate: uuidv7().slice(20), make: "", model: "" },
        symptom: "",
        note: "",
        customerWaiting: false,
        online: { hold: null },
      });
      return true;
    } catch (error) {
      if (error instanceof ServiceException && error.code === "SLOT_TAKEN") return false;
      throw error;
    }
  };
  return { begin: async () => undefined, attempt, doubles: workshop.doubles };
};
