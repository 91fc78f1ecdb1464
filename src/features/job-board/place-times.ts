import type { ErrorDetails } from "#/domain/errors.ts";
import type { BoardCardView, BoardView } from "#/domain/job-card.ts";

export type Slot = { bayId: string; bayName: string; startsAt: Date; endsAt: Date };

const quarterMs = 15 * 60_000;
const offered = [15, 30, 45, 60, 90, 120, 150, 180, 240, 300, 360, 480];

/** Lengths to choose from, in minutes; the one that is set is always among them. */
export const lengths = (current: number): number[] => [...new Set([...offered, current])].sort((a, b) => a - b);

/** How long a card wants a bay: as placed, else its labour in whole quarters of an hour, else an hour. */
export const lengthOf = ({ bay, labourMinutes }: Pick<BoardCardView, "bay" | "labourMinutes">): number => {
  if (bay) return Math.max(15, Math.round((bay.endsAt.getTime() - bay.startsAt.getTime()) / 60_000));
  return labourMinutes > 0 ? Math.max(15, Math.ceil(labourMinutes / 15) * 15) : 60;
};

/** The first quarter of an hour, from now or opening on, at which a bay is free long enough; now when today has none. */
export const firstStart = (
  board: Pick<BoardView, "bays" | "opensAt" | "closesAt">,
  bayId: string,
  minutes: number,
  nowMs: number,
): Date => {
  const length = minutes * 60_000;
  const earliest = Math.ceil(Math.max(nowMs, board.opensAt.getTime()) / quarterMs) * quarterMs;
  const taken = board.bays.find(({ id }) => id === bayId)?.allocations ?? [];
  for (let start = earliest; start + length <= board.closesAt.getTime(); start += quarterMs) {
    if (!taken.some(({ startsAt, endsAt }) => startsAt.getTime() < start + length && endsAt.getTime() > start))
      return new Date(start);
  }
  return new Date(earliest);
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
