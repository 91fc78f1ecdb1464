import { openingOn, type WeekHours } from "#/domain/hours.ts";
import { addDays, isoDateIn } from "#/domain/time.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as bays from "#/server/repositories/bays.ts";

type Wanted = {
  readonly startsAt: Date;
  readonly minutes: number;
  readonly technicianId: string | null;
  readonly jobCardId: string;
};
export type FreeTime = {
  readonly bayId: string;
  readonly bayName: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
};

const quarter = 15 * 60_000;
const daysLookedAt = 7;

/** The three free times nearest to the one wanted, on any bay of the branch, within its hours, from now on. */
export const nearestFree = async (
  db: Db,
  branch: { readonly id: string; readonly zone: string; readonly weekHours: WeekHours },
  wanted: Wanted,
): Promise<FreeTime[]> => {
  const now = Date.now();
  const firstDay = isoDateIn(new Date(Math.max(now, wanted.startsAt.getTime())), branch.zone);
  const days = Array.from({ length: daysLookedAt }, (_, offset) => addDays(firstDay, offset)).flatMap((day) => {
    const opening = openingOn(branch.weekHours, day, branch.zone);
    return opening === null ? [] : [{ opens: opening.opensAt.getTime(), closes: opening.closesAt.getTime() }];
  });
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return [];

  const { bays: places, allocations } = await bays.ofBranch(
    db,
    branch.id,
    new Date(first.opens),
    new Date(last.closes),
  );
  const others = allocations.filter(({ jobCardId }) => jobCardId !== wanted.jobCardId);
  const length = wanted.minutes * 60_000;
  const found: FreeTime[] = [];
  for (const bay of places) {
    const busy = others.filter(
      ({ bayId, technicianId }) => bayId === bay.id || (technicianId !== null && technicianId === wanted.technicianId),
    );
    for (const { opens, closes } of days) {
      for (
        let start = Math.max(opens, Math.ceil(now / quarter) * quarter);
        start + length <= closes;
        start += quarter
      ) {
        const clash = busy.some(
          ({ startsAt, endsAt }) => startsAt.getTime() < start + length && endsAt.getTime() > start,
        );
        if (!clash)
          found.push({ bayId: bay.id, bayName: bay.name, startsAt: new Date(start), endsAt: new Date(start + length) });
      }
    }
  }
  const distance = ({ startsAt }: FreeTime) => Math.abs(startsAt.getTime() - wanted.startsAt.getTime());
  return found.sort((a, b) => distance(a) - distance(b)).slice(0, 3);
};
