import { addDays, instantOf, isoDateIn } from "#/domain/time.ts";
import type { Garage } from "./garage.ts";
import type { WrittenVisit } from "./visits.ts";
import type { Row } from "./write.ts";

/** A car on a bay: `row` is the allocation as it will be written. */
export type Placed = {
  bayId: string;
  startsAt: Date;
  endsAt: Date;
  card: WrittenVisit;
  row: Record<string, Row[string]>;
};

const slots = [
  ["08:15", "10:15"],
  ["10:30", "12:30"],
  ["13:15", "15:15"],
  ["15:30", "17:30"],
] as const;

/** Puts the open cards on today's bays in the branch's wall time: finished ones before now, cars at work over now, waiting cars next. */
export function writeBayDay(garage: Garage, visits: readonly WrittenVisit[]): Placed[] {
  const placed: Placed[] = [];
  const { sheet, random, tenant, branch, now, rota } = garage;
  const today = isoDateIn(now, branch.zone);
  const slot = (index: number) => {
    const [from, to] = slots[index % slots.length] ?? slots[0];
    const day = addDays(today, Math.floor(index / slots.length));
    const startsAt = instantOf(day, from, branch.zone);
    const endsAt = instantOf(day, to, branch.zone);
    if (startsAt === null || endsAt === null) throw new Error(`The clocks skip ${day} ${from} in ${branch.zone}.`);
    return { startsAt, endsAt };
  };
  const running = slots.findIndex((_, index) => slot(index).endsAt > now);
  const current = running === -1 ? slots.length - 1 : running;
  const place = (index: number, state: string, cards: readonly WrittenVisit[]) => {
    cards.slice(0, branch.bays.length).forEach((card, position) => {
      const bay = branch.bays[position];
      if (!bay) return;
      const technician = card.technician?.memberId ?? null;
      const { startsAt, endsAt } = slot(index);
      const free =
        technician !== null &&
        !rota.some((duty) => duty.memberId === technician && duty.startsAt < endsAt && startsAt < duty.endsAt);
      if (free) rota.push({ memberId: technician, startsAt, endsAt });
      const row = {
        tenant_id: tenant.id,
        id: random.id(startsAt),
        bay_id: bay.id,
        job_card_id: card.jobCardId,
        appointment_id: null,
        technician_id: free ? technician : null,
        starts_at: startsAt,
        ends_at: endsAt,
        state,
        held_until: null,
      };
      placed.push({ bayId: bay.id, startsAt, endsAt, card, row });
      sheet.add("bay_allocation", row);
    });
  };
  const of = (status: string) => visits.filter((visit) => visit.status === status);
  if (current > 0) place(current - 1, "RELEASED", of("COMPLETED"));
  place(current, "IN_PROGRESS", of("IN_PROGRESS"));
  place(current + 1, "CHECKED_IN", of("CHECKED_IN"));
  return placed;
}
