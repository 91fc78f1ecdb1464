import type { ErrorDetails } from "#/domain/errors.ts";
import { openingOn } from "#/domain/hours.ts";
import type { BoardCardView, BoardView } from "#/domain/job-card.ts";
import { addDays, isoDateIn } from "#/domain/time.ts";

export type Slot = { bayId: string; bayName: string; startsAt: Date; endsAt: Date };

const quarterMs = 15 * 60_000;
/** How long a card wants a bay: as placed, else its labour in whole quarters of an hour, else an hour. */
export const lengthOf = ({ bay, labourMinutes }: Pick<BoardCardView, "bay" | "labourMinutes">): number => {
  if (bay) return Math.max(15, Math.round((bay.endsAt.getTime() - bay.startsAt.getTime()) / 60_000));
  return labourMinutes > 0 ? Math.max(15, Math.ceil(labourMinutes / 15) * 15) : 60;
};

type Day = Pick<BoardView, "branch" | "weekHours" | "bays">;

const daysOffered = 14;

/** Today and the days after it, as calendar dates of the branch. */
export const daysFrom = ({ branch }: Day, nowMs: number): string[] => {
  const today = isoDateIn(new Date(nowMs), branch.zone);
  return Array.from({ length: daysOffered }, (_, offset) => addDays(today, offset));
};

/** The quarters of an hour at which work may start on a day: within the branch's hours, and not in the past. */
export const startsOn = (day: string, { branch, weekHours }: Day, nowMs: number): Date[] => {
  const opening = openingOn(weekHours, day, branch.zone);
  if (opening === null) return [];
  const starts: Date[] = [];
  for (let at = opening.opensAt.getTime(); at < opening.closesAt.getTime(); at += quarterMs)
    if (at >= nowMs) starts.push(new Date(at));
  return starts;
};

/** The first start that fits: free and long enough today, else when the branch next opens. Null when it never does. */
export const firstStart = (board: Day, bayId: string, minutes: number, nowMs: number): Date | null => {
  const [today, ...later] = daysFrom(board, nowMs);
  const length = minutes * 60_000;
  const taken = board.bays.find(({ id }) => id === bayId)?.allocations ?? [];
  const closes = (today === undefined ? null : openingOn(board.weekHours, today, board.branch.zone))?.closesAt ?? null;
  const fits = (start: Date): boolean =>
    closes !== null &&
    start.getTime() + length <= closes.getTime() &&
    !taken.some(({ startsAt, endsAt }) => startsAt.getTime() < start.getTime() + length && endsAt > start);
  const now = today === undefined ? undefined : startsOn(today, board, nowMs).find(fits);
  return now ?? later.map((day) => startsOn(day, board, nowMs).at(0)).find((start) => start !== undefined) ?? null;
};

const isSlot = (value: unknown): value is Slot =>
  typeof value === "object" &&
  value !== null &&
  "bayId" in value &&
  typeof value.bayId === "string" &&
  "bayName" in value &&
  typeof value.bayName === "string" &&
  "startsAt" in value &&
  value.startsAt instanceof Date &&
  "endsAt" in value &&
  value.endsAt instanceof Date;

/** The nearest free times that a refusal (SLOT_TAKEN) carries. */
export const slotsOf = ({ free }: ErrorDetails): Slot[] => (Array.isArray(free) ? free.filter(isSlot) : []);
