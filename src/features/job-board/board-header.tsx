"use client";

import { Armchair } from "lucide-react";
import { BayLane } from "#/components/ui/bay-lane.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Kbd } from "#/components/ui/kbd.tsx";
import { ButtonLink } from "#/components/ui/link.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import type { BoardView } from "#/domain/job-card.ts";
import { formatHours, formatLongDay, formatTime } from "#/domain/time.ts";
import { type BoardFilter, boardFilters } from "./board-model.ts";
import { dayMinutes, lanesOf, nowInDay } from "./lanes.ts";

/** The day, the bays' hours that are left, which cards are shown, and the way to a new one. */
export function BoardHeader({
  board,
  nowMs,
  cars,
  coming,
  filter,
  counts,
  onFilter,
  mayCreate,
}: {
  board: Pick<BoardView, "branch" | "opensAt" | "closesAt" | "openToday" | "bays">;
  nowMs: number;
  cars: number;
  /** Booked for today and not here yet. */
  coming: number;
  filter: BoardFilter;
  counts: Readonly<Record<BoardFilter, number>>;
  onFilter: (filter: BoardFilter) => void;
  mayCreate: boolean;
}) {
  const lanes = lanesOf(board, nowMs);
  const left = lanes.reduce((sum, lane) => sum + lane.freeMinutes, 0);
  return (
    <header className="flex min-h-[60px] shrink-0 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2" data-print="hide">
      <div className="shrink-0">
        <h1 className="text-screen-title">{formatLongDay(new Date(nowMs), board.branch.zone)}</h1>
        <p className="text-dense text-ink-2">
          {cars === 1 ? "1 car in the building" : `${cars} cars in the building`}
          {coming > 0 ? `, ${coming} still to come` : null}
        </p>
      </div>
      <div className="shrink-0 border-l pl-4 max-md:hidden">
        <p>
          <span className="text-figure-sm">{formatHours(left)}</span>{" "}
          <span className="text-dense text-ink-3">of {Math.round(dayMinutes(board) / 60)}</span>
        </p>
        <p className="text-dense text-ink-2">{hoursWord(board, nowMs)}</p>
      </div>
      <Lanes board={board} lanes={lanes} nowMs={nowMs} />
      <div className="ml-auto flex items-center gap-2 max-sm:ml-0 max-sm:w-full max-sm:justify-between">
        <Filters counts={counts} filter={filter} onFilter={onFilter} />
        {mayCreate ? (
          <ButtonLink className="max-sm:h-11 max-sm:px-3 max-sm:text-body" href="/job-cards/new" look="primary">
            <span className="max-sm:hidden">New job card</span>
            <span className="sm:hidden">New</span>
            <span aria-hidden className="max-lg:hidden pointer-coarse:hidden">
              <Kbd onAccent>N</Kbd>
            </span>
          </ButtonLink>
        ) : null}
      </div>
    </header>
  );
}

/** What the figure above it means: outside opening hours it says so. */
const hoursWord = (
  { branch, opensAt, closesAt, openToday }: Pick<BoardView, "branch" | "opensAt" | "closesAt" | "openToday">,
  nowMs: number,
) => {
  if (!openToday) return "closed today";
  if (nowMs >= closesAt.getTime()) return `closed since ${formatTime(closesAt, branch.zone)}`;
  return nowMs < opensAt.getTime() ? `opens ${formatTime(opensAt, branch.zone)}` : "left today";
};

function Lanes({
  board,
  lanes,
  nowMs,
}: {
  board: Pick<BoardView, "branch" | "opensAt" | "closesAt" | "openToday" | "bays">;
  lanes: ReturnType<typeof lanesOf>;
  nowMs: number;
}) {
  const now = nowInDay(board, nowMs);
  return (
    <ul aria-label="Bays today" className="flex min-w-0 flex-1 gap-3.5 overflow-hidden max-xl:hidden">
      {lanes.map((lane) => {
        const busy = lane.busyUntil ? `, busy until ${formatTime(lane.busyUntil, board.branch.zone)}` : ", free now";
        return (
          <li className="w-[94px] min-w-0" key={lane.id}>
            <p className="mb-1 flex items-baseline gap-1 whitespace-nowrap text-dense">
              <span className="min-w-0 truncate">
                <span className="font-medium">{lane.name}</span> <span className="text-ink-3">{lane.kind}</span>
              </span>
              <span className="ml-auto font-strong">{formatHours(lane.freeMinutes)}</span>
            </p>
            <BayLane
              blocks={lane.blocks}
              label={`${lane.name}: ${formatHours(lane.freeMinutes)} left${busy}`}
              now={now}
            />
          </li>
        );
      })}
    </ul>
  );
}

const isFilter = (value: string): value is BoardFilter => boardFilters.some((known) => known === value);

function Filters({
  filter,
  counts,
  onFilter,
}: {
  filter: BoardFilter;
  counts: Readonly<Record<BoardFilter, number>>;
  onFilter: (filter: BoardFilter) => void;
}) {
  return (
    <Segmented
      className="max-sm:[&_label]:px-2"
      label="Which cards"
      onValueChange={(value) => {
        if (isFilter(value)) onFilter(value);
      }}
      options={[
        { value: "all", label: "All" },
        { value: "mine", label: `Mine ${counts.mine}` },
        {
          value: "late",
          label: (
            <>
              {counts.late > 0 ? <Glyph shape="octagon" tone="bad" /> : null}
              Late {counts.late}
            </>
          ),
        },
        {
          value: "waiting",
          label: (
            <>
              <Armchair aria-hidden className="max-sm:hidden" size={14} strokeWidth={1.75} />
              Waiting {counts.waiting}
            </>
          ),
        },
      ]}
      value={filter}
    />
  );
}
