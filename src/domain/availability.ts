import type { BookingRules, ClosureKind } from "#/domain/booking-rules.ts";
import type { WeekHours } from "#/domain/hours.ts";
import { type Opening, openingOf, type Start, startsOf } from "#/domain/opening.ts";
import { addDays, isoDateIn } from "#/domain/time.ts";

/** Which times are free: a calculator over what `repositories/diary.ts` reads in one round trip. All instants are in ms. */

/** Sorted by start, none overlapping another: `[from, to, from, to, …]`. */
export type Busy = readonly number[];

export type DiaryBay = {
  readonly id: string;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly busy: Busy;
};
export type DiaryTechnician = {
  readonly memberId: string;
  readonly name: string;
  readonly weekHours: WeekHours;
  readonly skills: readonly string[];
  readonly busy: Busy;
};
export type DiaryClosure = {
  readonly id: string;
  readonly kind: ClosureKind;
  readonly name: string;
  readonly firstDay: string;
  readonly lastDay: string;
};
/** A branch's time: what is open, and what of it is taken. */
export type Diary = {
  readonly zone: string;
  readonly weekHours: WeekHours;
  readonly rules: BookingRules;
  readonly closures: readonly DiaryClosure[];
  /** The first is the one to be taken first. */
  readonly bays: readonly DiaryBay[];
  readonly technicians: readonly DiaryTechnician[];
};

/** What is wanted: so long, on a bay that can, and by whom it must be known. */
export type Demand = {
  readonly minutes: number;
  readonly bufferMinutes: number;
  readonly capabilities: readonly string[];
  readonly skills: readonly string[];
  /** By a customer: with lead time, horizon and full days. Staff may book at once, and on a day that is full. */
  readonly online: boolean;
};

export type FreeDay = {
  readonly day: string;
  readonly state: "FREE" | "FULL" | "CLOSED" | "TOO_SOON" | "TOO_FAR";
  readonly closure: DiaryClosure | null;
  readonly starts: readonly Start[];
};

const minute = 60_000;
const covers = (have: readonly string[], want: readonly string[]): boolean => want.every((word) => have.includes(word));

/** Bays on which it can be done, those that can least else first: what is rare stays free for what needs it. */
export const fittingBays = (diary: Diary, { capabilities }: Demand): DiaryBay[] =>
  diary.bays
    .filter((bay) => covers(bay.capabilities, capabilities))
    .toSorted((one, other) => one.capabilities.length - other.capabilities.length);

export const knowingTechnicians = (diary: Diary, { skills }: Demand): DiaryTechnician[] =>
  diary.technicians.filter((technician) => covers(technician.skills, skills));

/** What closes a day for this demand; null when it is open as far as closures go. */
export const closureOn = (diary: Diary, day: string, online: boolean): DiaryClosure | null =>
  diary.closures.find(
    ({ kind, firstDay, lastDay }) => firstDay <= day && day <= lastDay && (kind !== "DAY_FULL" || online),
  ) ?? null;

/** The last day that can be booked online. */
export const lastDayOf = (diary: Diary, now: number): string =>
  addDays(isoDateIn(new Date(now), diary.zone), diary.rules.horizonDays);

/** Whether nothing of `busy` touches `[from, to)`; `at` is where to begin looking, and is moved on: ask in order of time. */
const isFree = (busy: Busy, from: number, to: number, at: { index: number }): boolean => {
  while (at.index < busy.length && (busy[at.index + 1] ?? 0) <= from) at.index += 2;
  const next = busy[at.index];
  return next === undefined || next >= to;
};

/** Whether a person is at work for all of `[from, to)`. */
export const isAtWork = (technician: DiaryTechnician, zone: string, day: string, from: number, to: number): boolean => {
  const hours = openingOf(technician.weekHours, day, zone);
  return hours !== null && hours.from <= from && to <= hours.to;
};

/** The free starts of so many days from `fromDay` on, each day with what it is. */
export const freeDays = (
  diary: Diary,
  demand: Demand,
  { now, fromDay, days }: { now: number; fromDay: string; days: number },
): FreeDay[] => {
  const bays = fittingBays(diary, demand).map(({ busy }) => ({ busy, at: { index: 0 } }));
  const technicians = knowingTechnicians(diary, demand).map((technician) => ({ technician, at: { index: 0 } }));
  const earliest = now + (demand.online ? diary.rules.leadMinutes * minute : 0);
  const last = lastDayOf(diary, now);
  const work = demand.minutes * minute;
  const taken = work + demand.bufferMinutes * minute;

  const startsOn = (opening: Opening): Start[] =>
    startsOf(opening, diary.rules.gridMinutes, work).filter(({ ms }) => ms >= earliest);
  const hasBay = (ms: number) => bays.some(({ busy, at }) => isFree(busy, ms, ms + taken, at));
  const hasTechnician = (day: string, ms: number) =>
    !diary.rules.technicians ||
    technicians.some(
      ({ technician, at }) =>
        isFree(technician.busy, ms, ms + taken, at) && isAtWork(technician, diary.zone, day, ms, ms + work),
    );

  return Array.from({ length: days }, (_, offset): FreeDay => {
    const day = addDays(fromDay, offset);
    if (demand.online && day > last) return { day, state: "TOO_FAR", closure: null, starts: [] };
    const closure = closureOn(diary, day, demand.online);
    if (closure !== null) return { day, state: closure.kind === "DAY_FULL" ? "FULL" : "CLOSED", closure, starts: [] };
    const opening = openingOf(diary.weekHours, day, diary.zone);
    if (opening === null) return { day, state: "CLOSED", closure: null, starts: [] };
    const offered = startsOn(opening);
    if (offered.length === 0)
      return { day, state: opening.to <= earliest + work ? "TOO_SOON" : "FULL", closure: null, starts: [] };
    const starts = offered.filter(({ ms }) => hasBay(ms) && hasTechnician(day, ms));
    return { day, state: starts.length === 0 ? "FULL" : "FREE", closure: null, starts };
  });
};

/** The `count` free starts nearest to a time, in the days around it that may be booked, the earlier of two first. */
export const nearestStarts = (diary: Diary, demand: Demand, wanted: number, now: number, count = 3): Start[] => {
  const today = isoDateIn(new Date(now), diary.zone);
  const back = addDays(isoDateIn(new Date(wanted), diary.zone), -aroundDays);
  const days = freeDays(diary, demand, { now, fromDay: back < today ? today : back, days: 2 * aroundDays + 1 });
  return days
    .flatMap(({ starts }) => starts)
    .toSorted((one, other) => Math.abs(one.ms - wanted) - Math.abs(other.ms - wanted) || one.ms - other.ms)
    .slice(0, count);
};
export const aroundDays = 7;
