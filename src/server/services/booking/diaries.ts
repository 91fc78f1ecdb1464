import {
  aroundDays,
  closureOn,
  type Demand,
  type FreeDay,
  freeDays,
  isAtWork,
  knowingTechnicians,
  lastDayOf,
  nearestStarts,
} from "#/domain/availability.ts";
import type { AvailabilityView, SlotView } from "#/domain/booking.ts";
import { ValidationException } from "#/domain/errors.ts";
import { openingOf, type Start, shownStart } from "#/domain/opening.ts";
import { addDays, formatMoment, isoDateIn } from "#/domain/time.ts";
import type { Db } from "#/server/db/transaction.ts";
import type { ServiceLine } from "#/server/repositories/appointments.ts";
import * as diaries from "#/server/repositories/diaries.ts";
import * as offers from "#/server/repositories/service-offers.ts";

export type BranchDiary = diaries.BranchDiary;
export type Except = { readonly appointmentId?: string | null; readonly holderHash?: string | null };

/** What is wanted of a branch's time. `minutes` null: as long as the services take. */
export type Wanted = {
  readonly serviceIds: readonly string[];
  readonly minutes: number | null;
  readonly bufferMinutes?: number;
  readonly online: boolean;
};

const minute = 60_000;
const dayMs = 86_400_000;

/** The diary around a moment, wide enough for the nearest free times. @throws NOT_FOUND */
export const around = (
  db: Db,
  branchId: string,
  wanted: Wanted,
  startsAt: Date,
  now: Date,
  except?: Except,
): Promise<BranchDiary> =>
  diaries.load(db, branchId, {
    serviceIds: wanted.serviceIds,
    from: new Date(startsAt.getTime() - (aroundDays + 1) * dayMs),
    to: new Date(startsAt.getTime() + (aroundDays + 2) * dayMs),
    now,
    except,
  });

/**
 * What the services wanted take, as one demand.
 * @throws NOT_FOUND when one is not offered here; PREREQUISITES_UNMET at a branch that takes no bookings
 */
export const demandOf = (diary: BranchDiary, wanted: Wanted): Demand => {
  const { serviceIds, online } = wanted;
  const services = diary.services.filter(
    ({ closedAt, bookableOnline }) => closedAt === null && (bookableOnline || !online),
  );
  // One that is not there and one that is not offered are told apart by nobody outside.
  if (services.length !== serviceIds.length) throw notOffered();
  if (diary.branch.closedAt !== null || (online && !diary.rules.online))
    throw new ValidationException(
      "PREREQUISITES_UNMET",
      `${diary.branch.name} takes no bookings online. Choose another branch, or call.`,
    );
  const minutes = wanted.minutes ?? services.reduce((sum, { labourMinutes }) => sum + labourMinutes, 0);
  return {
    minutes: minutes === 0 ? diary.rules.requestMinutes : minutes,
    bufferMinutes: wanted.bufferMinutes ?? Math.max(0, ...services.map(({ bufferMinutes }) => bufferMinutes)),
    capabilities: [...new Set(services.flatMap(({ capabilities }) => capabilities))],
    skills: [...new Set(services.flatMap(({ skill }) => skill ?? []))],
    online,
  };
};

/** The same for what is booked already: services that are no longer offered count as they do. */
export const demandOfKept = (diary: BranchDiary, wanted: Wanted & { readonly minutes: number }): Demand => ({
  minutes: wanted.minutes,
  bufferMinutes: wanted.bufferMinutes ?? 0,
  capabilities: [...new Set(diary.services.flatMap(({ capabilities }) => capabilities))],
  skills: [...new Set(diary.services.flatMap(({ skill }) => skill ?? []))],
  online: wanted.online,
});

const notOffered = () =>
  new ValidationException("NOT_FOUND", "This service is not offered here. Reload the page and choose again.");

/** The services as an appointment keeps them. */
export const serviceLines = (diary: BranchDiary): ServiceLine[] =>
  diary.services.map(({ id, name, labourMinutes, priceFromMinor }) => ({
    serviceOfferId: id,
    name,
    minutes: labourMinutes,
    priceFromMinor,
  }));

export const slotOf = ({ ms, day, time, offset }: Start, minutes: number): SlotView => ({
  startsAt: new Date(ms),
  endsAt: new Date(ms + minutes * minute),
  day,
  time,
  offset,
});

/** A moment in a zone as a slot, be it on offer or not. */
export const slotAt = (startsAt: Date, endsAt: Date, zone: string): SlotView => ({
  ...slotOf(shownStart(startsAt.getTime(), isoDateIn(startsAt, zone), zone), 0),
  endsAt,
});

export type Asked = {
  readonly fromDay: string | null;
  readonly days: number;
  readonly now: Date;
  readonly except?: Except;
};

/** Free times of so many days. One round trip; a second when there is none, for where else there is. @throws NOT_FOUND */
export const availability = async (
  db: Db,
  branchId: string,
  wanted: Wanted,
  asked: Asked,
): Promise<AvailabilityView> => {
  const told = await freeIn(db, branchId, wanted, asked);
  const none = told.days.every(({ starts }) => starts.length === 0);
  const other = none && wanted.online ? await elsewhere(db, branchId, wanted, asked) : null;
  return { ...viewOf(branchId, told, asked.now), elsewhere: other };
};

/** The same for what is booked already, whatever is offered by now. @throws NOT_FOUND */
export const availabilityOfKept = async (
  db: Db,
  branchId: string,
  wanted: Wanted & { readonly minutes: number },
  asked: Asked,
): Promise<AvailabilityView> =>
  viewOf(branchId, await freeIn(db, branchId, wanted, asked, (diary) => demandOfKept(diary, wanted)), asked.now);

type Told = { readonly diary: BranchDiary; readonly demand: Demand; readonly days: readonly FreeDay[] };

const viewOf = (branchId: string, { diary, demand, days }: Told, now: Date): AvailabilityView => {
  const slot = (start: Start) => slotOf(start, demand.minutes);
  return {
    branchId,
    zone: diary.zone,
    minutes: demand.minutes,
    next: days
      .flatMap(({ starts }) => starts)
      .slice(0, 3)
      .map(slot),
    days: days.map(({ day, state, closure, starts }) => ({
      day,
      state,
      closure: closure === null || closure.kind === "DAY_FULL" ? null : closure.name,
      slots: starts.map(slot),
    })),
    elsewhere: null,
    lastDay: lastDayOf(diary, now.getTime()),
  };
};

const freeIn = async (
  db: Db,
  branchId: string,
  wanted: Wanted,
  { fromDay, days, now, except }: Asked,
  demandIn: (diary: BranchDiary) => Demand = (diary) => demandOf(diary, wanted),
): Promise<Told> => {
  const first = fromDay === null ? now.getTime() - dayMs : Date.parse(fromDay) - dayMs;
  const window = { from: new Date(first), to: new Date(first + (days + 3) * dayMs) };
  const diary = await diaries.load(db, branchId, { ...window, serviceIds: wanted.serviceIds, now, except });
  const demand = demandIn(diary);
  const day = fromDay ?? isoDateIn(now, diary.zone);
  return { diary, demand, days: freeDays(diary, demand, { now: now.getTime(), fromDay: day, days }) };
};

/** The next free time at another branch that offers the same. */
const elsewhere = async (
  db: Db,
  branchId: string,
  wanted: Wanted,
  asked: Asked,
): Promise<AvailabilityView["elsewhere"]> => {
  const others = await offers.elsewhere(db, branchId, wanted.serviceIds);
  const found = await Promise.all(
    others.map(async (other) => {
      const { diary, demand, days } = await freeIn(
        db,
        other.branchId,
        { ...wanted, serviceIds: other.serviceIds },
        { ...asked, except: {} },
      );
      const start = days.flatMap(({ starts }) => starts)[0];
      return start === undefined
        ? []
        : [
            {
              branchId: other.branchId,
              branchName: other.branchName,
              zone: diary.zone,
              slot: slotOf(start, demand.minutes),
            },
          ];
    }),
  );
  return found.flat().toSorted((one, other) => one.slot.startsAt.getTime() - other.slot.startsAt.getTime())[0] ?? null;
};

/** That a time is taken, with the three nearest that are not. */
export const slotTaken = (diary: BranchDiary, demand: Demand, startsAt: Date, now: Date): ValidationException => {
  const free = nearestStarts(diary, demand, startsAt.getTime(), now.getTime()).map((start) =>
    slotOf(start, demand.minutes),
  );
  const when = formatMoment(startsAt, diary.zone, now);
  const next = free.length === 0 ? "Choose another day." : "Choose one of the nearest free times.";
  return new ValidationException("SLOT_TAKEN", `${when} is not free any more. ${next}`, { free });
};

/** Whether a start is one that is offered, be it taken or not: the grid, hours, closures, lead time and horizon say so. */
export const isOffered = (diary: BranchDiary, demand: Demand, startsAt: Date, now: Date): boolean => {
  const empty = {
    ...diary,
    bays: diary.bays.map((bay) => ({ ...bay, busy: [] })),
    technicians: diary.technicians.map((technician) => ({ ...technician, busy: [] })),
  };
  return isFree(empty, demand, startsAt, now);
};

/** Whether a start is offered and nobody has it. */
export const isFree = (diary: BranchDiary, demand: Demand, startsAt: Date, now: Date): boolean => {
  const fromDay = isoDateIn(startsAt, diary.zone);
  const [day] = freeDays(diary, demand, { now: now.getTime(), fromDay, days: 1 });
  return day?.starts.some(({ ms }) => ms === startsAt.getTime()) ?? false;
};

/** The day after, in a branch's calendar. */
export const tomorrow = (day: string): string => addDays(day, 1);

/** Technicians who know it and are at work then; null where nobody is chosen. */
export const technicianIds = (diary: BranchDiary, demand: Demand, startsAt: Date): string[] | null => {
  if (!diary.rules.technicians) return null;
  const day = isoDateIn(startsAt, diary.zone);
  const [from, to] = [startsAt.getTime(), startsAt.getTime() + demand.minutes * minute];
  return knowingTechnicians(diary, demand)
    .filter((technician) => isAtWork(technician, diary.zone, day, from, to))
    .map(({ memberId }) => memberId);
};

export type Piece = { readonly startsAt: Date; readonly endsAt: Date };

/**
 * Work as it falls into the opening hours: from its start to the closing, on from the next opening, and so on, the buffer
 * behind the last of it. Work that begins outside the hours, or ends within them, is one piece.
 */
export const piecesOf = (diary: BranchDiary, startsAt: Date, minutes: number, bufferMinutes: number): Piece[] => {
  const pieces: { from: number; to: number }[] = [];
  let [from, left] = [startsAt.getTime(), minutes * minute];
  let day = isoDateIn(startsAt, diary.zone);
  for (let looked = 0; left > 0 && looked < 60; looked += 1, day = tomorrow(day)) {
    const opening = closureOn(diary, day, false) === null ? openingOf(diary.weekHours, day, diary.zone) : null;
    const within = opening !== null && from < opening.to && (looked > 0 || from >= opening.from);
    if (!within) {
      if (looked > 0) continue;
      pieces.push({ from, to: from + left });
      left = 0;
      break;
    }
    const begins = looked === 0 ? from : opening.from;
    const ends = Math.min(opening.to, begins + left);
    pieces.push({ from: begins, to: ends });
    left -= ends - begins;
    from = ends;
  }
  const last = pieces.at(-1);
  if (last === undefined) return [];
  // Two months without an open day: the rest goes on where it stands, for somebody to move.
  last.to += left + bufferMinutes * minute;
  return pieces.map(({ from: start, to }) => ({ startsAt: new Date(start), endsAt: new Date(to) }));
};

/**
 * The first time from a day on, within two weeks, at which work fits: on one bay if that is the first to be free, else on
 * any. Null when nothing is free.
 */
export const firstStartFrom = (
  diary: BranchDiary,
  demand: Demand,
  fromDay: string,
  now: Date,
  bayId: string,
): { startsAt: Date; bayIds: string[] } | null => {
  const within = { now: now.getTime(), fromDay, days: 14 };
  const firstOn = (bays: BranchDiary["bays"]) =>
    freeDays({ ...diary, bays, rules: { ...diary.rules, technicians: false } }, demand, within).flatMap(
      ({ starts }) => starts,
    )[0];
  const own = firstOn(diary.bays.filter(({ id }) => id === bayId));
  const any = firstOn(diary.bays);
  const sameDay = own !== undefined && any !== undefined && own.day === any.day;
  const start = sameDay ? own : (any ?? own);
  if (start === undefined) return null;
  const others = diary.bays.map(({ id }) => id).filter((id) => id !== bayId);
  return { startsAt: new Date(start.ms), bayIds: [bayId, ...others] };
};

/** The diary between two times. @throws NOT_FOUND */
export const between = (
  db: Db,
  branchId: string,
  serviceIds: readonly string[],
  now: Date,
  to: Date,
): Promise<BranchDiary> => diaries.load(db, branchId, { serviceIds, from: new Date(now.getTime() - dayMs), to, now });
