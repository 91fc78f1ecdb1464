import type { BlockView, CalendarDayView, CalendarView } from "#/domain/appointment.ts";
import { closureOn } from "#/domain/availability.ts";
import { openingOf } from "#/domain/opening.ts";
import { addDays, stretchesOf } from "#/domain/time.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as allocations from "#/server/repositories/allocations.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as bays from "#/server/repositories/bays.ts";
import * as diaries from "#/server/repositories/diaries.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";

const minute = 60_000;
const dayMs = 86_400_000;

type Asked = { readonly branchId: string; readonly fromDay: string; readonly days: number };

/** Bays × time of so many days: what stands where, how much is left of each day, and who waits for an answer. @throws NOT_FOUND */
export const calendar = async (db: Db, { branchId, fromDay, days }: Asked, now = new Date()): Promise<CalendarView> => {
  // Wider than the days in any zone; cut to them once the branch's zone is known.
  const [from, to] = [new Date(Date.parse(fromDay) - dayMs), new Date(Date.parse(fromDay) + (days + 1) * dayMs)];
  const [diary, wide, waiting, places] = await Promise.all([
    diaries.load(db, branchId, { serviceIds: [], from, to, now }),
    allocations.blocks(db, branchId, from, to, now),
    appointments.waiting(db, branchId),
    bays.all(db),
  ]);
  const [first, last] = [stretchesOf(fromDay, diary.zone), stretchesOf(addDays(fromDay, days - 1), diary.zone)];
  const [begins, ends] = [first[0]?.from ?? from.getTime(), last.at(-1)?.to ?? to.getTime()];
  const blocks = wide.filter(({ startsAt, endsAt }) => endsAt.getTime() > begins && startsAt.getTime() < ends);
  const [booked, cards] = await Promise.all([
    appointments.inCalendar(db, ids(blocks, "appointmentId")),
    jobCards.inCalendar(db, ids(blocks, "jobCardId")),
  ]);
  return {
    branchId,
    zone: diary.zone,
    now,
    gridMinutes: diary.rules.gridMinutes,
    days: Array.from({ length: days }, (_, offset) => dayView(diary, addDays(fromDay, offset), now)),
    bays: places
      .filter((bay) => bay.branchId === branchId && bay.closedAt === null)
      .map(({ id, name, kind, capabilities }) => ({ id, name, kind, capabilities })),
    technicians: diary.technicians.map(({ memberId, name }) => ({ memberId, name })),
    blocks: blocks.map((block) => blockView(block, booked, cards)),
    waiting: waiting.flatMap((row) =>
      row.waitingSince === null || (row.state !== "REQUESTED" && row.state !== "OFFERED")
        ? []
        : [
            {
              id: row.id,
              reference: row.reference,
              version: row.version,
              state: row.state,
              waitingSince: row.waitingSince,
              wish: row.startsAt,
              minutes: row.minutes,
              customerName: row.customer.name,
              plate: row.vehicle.plate,
              title: titleOf(row),
            },
          ],
    ),
  };
};

const ids = (blocks: readonly allocations.Block[], name: "appointmentId" | "jobCardId"): string[] => [
  ...new Set(blocks.flatMap((block) => block[name] ?? [])),
];

/** A day's hours, and how many bay minutes of it nobody has taken: all of it, today from now on. */
const dayView = (diary: diaries.BranchDiary, day: string, now: Date): CalendarDayView => {
  const opening = openingOf(diary.weekHours, day, diary.zone);
  const closures = diary.closures.filter(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
  const closed = opening === null || closureOn(diary, day, false) !== null;
  const from = closed ? 0 : Math.max(opening.from, Math.min(now.getTime(), opening.to));
  const to = closed ? 0 : opening.to;
  const all = closed ? 0 : ((opening.to - opening.from) / minute) * diary.bays.length;
  const ahead = ((to - from) / minute) * diary.bays.length;
  const taken = diary.bays.reduce((sum, { busy }) => sum + takenOf(busy, from, to), 0) / minute;
  return {
    day,
    opensAt: opening === null ? null : new Date(opening.from),
    closesAt: opening === null ? null : new Date(opening.to),
    closures: closures.map(({ id, kind, name }) => ({ id, kind, name })),
    minutesOpen: Math.round(all),
    minutesLeft: Math.max(0, Math.round(ahead - taken)),
  };
};

const takenOf = (busy: readonly number[], from: number, to: number): number => {
  let sum = 0;
  for (let index = 0; index < busy.length; index += 2)
    sum += Math.max(0, Math.min(busy[index + 1] ?? 0, to) - Math.max(busy[index] ?? 0, from));
  return sum;
};

type Booked = Awaited<ReturnType<typeof appointments.inCalendar>>;
type Cards = Awaited<ReturnType<typeof jobCards.inCalendar>>;

const blockView = (block: allocations.Block, booked: Booked, cards: Cards): BlockView => {
  const appointment = booked.find(({ id }) => id === block.appointmentId);
  const card = cards.find(({ id }) => id === block.jobCardId);
  const about = appointment ?? card;
  return {
    allocationId: block.allocationId,
    bayId: block.bayId,
    technicianId: block.technicianId,
    startsAt: block.startsAt,
    endsAt: block.endsAt,
    state: block.state,
    heldUntil: block.heldUntil,
    part: block.part,
    parts: block.parts,
    appointment:
      appointment === undefined
        ? null
        : {
            id: appointment.id,
            reference: appointment.reference,
            state: appointment.state,
            version: appointment.version,
            customerWaiting: appointment.customerWaiting,
          },
    jobCard: card === undefined ? null : { id: card.id, number: card.number, status: card.status },
    plate: about?.vehicle.plate ?? null,
    vehicle: about === undefined ? null : `${about.vehicle.make} ${about.vehicle.model}`.trim(),
    customerName: about?.customer.name ?? null,
    title: appointment === undefined ? (card?.complaint ?? "Being booked online") : titleOf(appointment),
  };
};

const titleOf = ({ services, symptom }: { services: readonly { name: string }[]; symptom: string }): string =>
  services.map(({ name }) => name).join(", ") || symptom.slice(0, 120) || "Not sure yet";
