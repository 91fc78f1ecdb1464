import { addDays, instantOf, isoDateIn } from "#/domain/time.ts";
import { works, yearOfWork } from "./data/work.ts";
import { dayMs, type Garage, minuteMs, odometerAt, type SeedVehicle } from "./garage.ts";
import type { Visit } from "./visits.ts";

const twoDigits = (value: number) => String(value).padStart(2, "0");

/** When the doors were opened to a visit: a working day of the branch's calendar, in its own wall time. */
function arrival(garage: Garage): Date {
  const { random, branch, now } = garage;
  for (;;) {
    const day = addDays(isoDateIn(now, branch.zone), -random.between(1, 364));
    if (new Date(`${day}T12:00:00Z`).getUTCDay() === 0) continue;
    const at = instantOf(day, `${twoDigits(random.between(8, 11))}:${twoDigits(random.between(0, 59))}`, branch.zone);
    if (at !== null) return at;
  }
}

/** `count` finished visits of the last year, in order of arrival and without their numbers. */
export function yearOfVisits(garage: Garage, vehicles: readonly SeedVehicle[], count: number): Omit<Visit, "number">[] {
  const { random, technicians, now } = garage;
  return Array.from({ length: count }, () => {
    const openedAt = arrival(garage);
    const approvedAt = new Date(openedAt.getTime() + random.between(10, 70) * minuteMs + random.between(0, 59_999));
    const completedAt = new Date(
      Math.min(
        approvedAt.getTime() + random.between(70, 330) * minuteMs + random.between(0, 59_999),
        now.getTime() - 480 * minuteMs,
      ),
    );
    const collectedAt = new Date(
      Math.min(completedAt.getTime() + random.between(15, 170) * minuteMs, now.getTime() - 420 * minuteMs),
    );
    const vehicle = random.pick(vehicles);
    const work = random.pick(yearOfWork);
    const odometerIn = odometerAt(garage, vehicle, openedAt);
    return {
      vehicle,
      works: [work],
      complaint: works[work].title,
      status: "COLLECTED" as const,
      openedAt,
      statusSince: collectedAt,
      approvedAt,
      completedAt,
      technician: technicians.length === 0 ? null : random.pick(technicians),
      // Most were promised for the end of the day, some for sooner than it went.
      promisedAt: new Date(openedAt.getTime() + (openedAt.getTime() % 7 < 2 ? 4.5 : 8) * 60 * minuteMs),
      waiting: random.chance(0.15),
      odometerIn,
      odometerOut: odometerIn + random.between(0, 6),
      done: works[work].lines.length,
      short: [],
    };
  })
    .filter((visit) => visit.approvedAt < visit.completedAt)
    .sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime());
}

/** When the money came in; null while it is still owed. */
export function paymentOf(garage: Garage, visit: { completedAt: Date; statusSince: Date }): Date | null {
  const days = (garage.now.getTime() - visit.completedAt.getTime()) / dayMs;
  return garage.random.chance(days > 21 ? 0.99 : 0.85) ? visit.statusSince : null;
}
