import type { Demand, Diary } from "#/domain/availability.ts";
import type { WeekHours } from "#/domain/hours.ts";

/**
 * Free starts, found the slow and obvious way: every minute is asked what the clock on the wall shows, and every rule is
 * asked of every minute. Shares nothing with the calculator but the shape of what goes in.
 */

const minute = 60_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall shows: the day, and minutes since midnight. */
const wallOf = (ms: number, zone: string): { readonly day: string; readonly minutes: number } => {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  clocks.set(zone, clock);
  const [day = "", time = ""] = clock.format(ms).split(" ");
  return { day, minutes: minutesOf(time) };
};

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

type Moment = { readonly ms: number; readonly minutes: number };
const days = new Map<string, readonly Moment[]>();

/** Every minute of a day in a zone, with what the clock shows then. */
const minutesOfDay = (day: string, zone: string): readonly Moment[] => {
  const known = days.get(`${day} ${zone}`);
  if (known !== undefined) return known;
  const noon = Date.parse(`${day}T12:00:00Z`);
  const found: Moment[] = [];
  for (let ms = noon - 40 * 60 * minute; ms < noon + 40 * 60 * minute; ms += minute) {
    const wall = wallOf(ms, zone);
    if (wall.day === day) found.push({ ms, minutes: wall.minutes });
  }
  days.set(`${day} ${zone}`, found);
  return found;
};

type Open = { readonly from: number; readonly to: number; readonly opens: number; readonly closes: number };

/** From the first minute at which the clock has reached the opening to the last at which it has not reached the closing. */
const openOn = (week: WeekHours, day: string, zone: string): Open | null => {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const hours = week[weekday] ?? null;
  if (hours === null) return null;
  const [opens, closes] = [minutesOf(hours.opens), minutesOf(hours.closes)];
  const all = minutesOfDay(day, zone);
  const from = all.find(({ minutes }) => minutes >= opens)?.ms;
  const to = all.findLast(({ minutes }) => minutes < closes)?.ms;
  return from === undefined || to === undefined || to < from ? null : { from, to: to + minute, opens, closes };
};

const touches = (busy: readonly number[], from: number, to: number): boolean => {
  for (let index = 0; index < busy.length; index += 2)
    if ((busy[index] ?? 0) < to && (busy[index + 1] ?? 0) > from) return true;
  return false;
};

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

export const referenceStarts = (
  diary: Diary,
  demand: Demand,
  { now, fromDay, days: asked }: { now: number; fromDay: string; days: number },
): number[] => {
  const { zone, rules } = diary;
  const last = dayAfter(wallOf(Math.floor(now / minute) * minute, zone).day, rules.horizonDays);
  const found: number[] = [];
  for (let offset = 0; offset < asked; offset += 1) {
    const day = dayAfter(fromDay, offset);
    const open = openOn(diary.weekHours, day, zone);
    if (open === null) continue;
    for (const { ms, minutes: wall } of minutesOfDay(day, zone)) {
      const ends = ms + demand.minutes * minute;
      const free = ends + demand.bufferMinutes * minute;
      if (wall < open.opens || wall >= open.closes || (wall - open.opens) % rules.gridMinutes !== 0) continue;
      if (ms < open.from || ends > open.to) continue;
      if (ms < now + (demand.online ? rules.leadMinutes * minute : 0)) continue;
      if (demand.online && day > last) continue;
      if (
        diary.closures.some(
          (each) => each.firstDay <= day && day <= each.lastDay && (demand.online || each.kind !== "DAY_FULL"),
        )
      )
        continue;
      const hasBay = diary.bays.some(
        (bay) => demand.capabilities.every((word) => bay.capabilities.includes(word)) && !touches(bay.busy, ms, free),
      );
      if (!hasBay) continue;
      const hasTechnician = diary.technicians.some((technician) => {
        const work = openOn(technician.weekHours, day, zone);
        return (
          demand.skills.every((word) => technician.skills.includes(word)) &&
          !touches(technician.busy, ms, free) &&
          work !== null &&
          work.from <= ms &&
          ends <= work.to
        );
      });
      if (!rules.technicians || hasTechnician) found.push(ms);
    }
  }
  return found.sort((one, other) => one - other);
};
