import type { LaneBlock } from "#/components/ui/bay-lane.tsx";
import type { BoardView } from "#/domain/job-card.ts";

export type Lane = {
  id: string;
  name: string;
  kind: string;
  blocks: readonly LaneBlock[];
  /** Free minutes from now until closing. */
  freeMinutes: number;
  /** Until when the bay is taken now; null when it is free. */
  busyUntil: Date | null;
};

type Day = Pick<BoardView, "opensAt" | "closesAt" | "openToday" | "bays">;

/** One strip for each bay: what is taken today, split at now, and what is left of the day. */
export const lanesOf = ({ opensAt, closesAt, openToday, bays }: Day, nowMs: number): Lane[] => {
  const opens = opensAt.getTime();
  const closes = closesAt.getTime();
  const share = (at: number): number => (at - opens) / (closes - opens);
  const from = Math.min(Math.max(nowMs, opens), closes);
  return bays.map(({ id, name, kind, allocations }) => {
    const taken = allocations
      .map(({ startsAt, endsAt }) => ({
        start: Math.max(startsAt.getTime(), opens),
        end: Math.min(endsAt.getTime(), closes),
      }))
      .filter(({ start, end }) => end > start);
    const busy = allocations.find(({ startsAt, endsAt }) => startsAt.getTime() <= nowMs && nowMs < endsAt.getTime());
    const takenAhead = taken.reduce((sum, { start, end }) => sum + Math.max(0, end - Math.max(start, from)), 0);
    return {
      id,
      name,
      kind,
      blocks: taken.flatMap(({ start, end }) => splitAtNow(start, end, nowMs, share)),
      freeMinutes: openToday ? (closes - from - takenAhead) / 60_000 : 0,
      busyUntil: busy?.endsAt ?? null,
    };
  });
};

const splitAtNow = (start: number, end: number, nowMs: number, share: (at: number) => number): LaneBlock[] => {
  if (end <= nowMs) return [{ from: share(start), to: share(end), past: true }];
  if (start >= nowMs) return [{ from: share(start), to: share(end) }];
  return [
    { from: share(start), to: share(nowMs), past: true },
    { from: share(nowMs), to: share(end) },
  ];
};

/** Where now stands in the day, 0 to 1; null outside opening hours. */
export const nowInDay = ({ opensAt, closesAt, openToday }: Day, nowMs: number): number | null => {
  if (!openToday) return null;
  const share = (nowMs - opensAt.getTime()) / (closesAt.getTime() - opensAt.getTime());
  return share >= 0 && share <= 1 ? share : null;
};

/** What all bays hold in a whole day, in minutes. */
export const dayMinutes = ({ opensAt, closesAt, openToday, bays }: Day): number =>
  !openToday ? 0 : (bays.length * (closesAt.getTime() - opensAt.getTime())) / 60_000;
