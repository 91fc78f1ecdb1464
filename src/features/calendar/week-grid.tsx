"use client";

import { useLayoutEffect, useRef } from "react";
import { BayLane } from "#/components/ui/bay-lane.tsx";
import { cn } from "#/components/ui/cn.ts";
import type { BlockView, CalendarDayView, CalendarView } from "#/domain/appointment.ts";
import { formatDay, formatHours, startOfDay } from "#/domain/time.ts";
import { DayLeft } from "./calendar-header.tsx";
import { asOpen } from "./day-model.ts";
import { takesTime } from "./hand.ts";
import { shownPart } from "./scale.ts";

/** A week: what is left of each day, and of each bay's day what is taken. */
export function WeekGrid({
  calendar,
  blocks,
  nowMs,
  today,
  onDay,
}: {
  calendar: CalendarView;
  blocks: readonly BlockView[];
  nowMs: number;
  today: string;
  onDay: (day: string) => void;
}) {
  const { zone, days, bays } = calendar;
  const todayHead = useRef<HTMLTableCellElement>(null);
  // A week that is wider than the screen opens at today.
  useLayoutEffect(() => todayHead.current?.scrollIntoView({ block: "nearest", inline: "start" }), []);
  return (
    <div className="min-h-0 flex-1 scroll-pl-32 overflow-auto max-sm:scroll-pl-20">
      <table aria-label="Bays by day" className="w-full min-w-[860px] table-fixed border-separate border-spacing-0">
        <thead>
          <tr>
            <th className="sticky top-0 left-0 z-2 w-32 border-b bg-surface text-left max-sm:w-20" scope="col">
              <span className="sr-only">Bay</span>
            </th>
            {days.map((day) => (
              <th
                aria-current={day.day === today ? "date" : undefined}
                className={cn(
                  "sticky top-0 z-1 border-b border-l bg-surface px-2 py-1.5 text-left align-top",
                  day.day === today && "bg-accent-soft",
                )}
                key={day.day}
                ref={day.day === today ? todayHead : undefined}
                scope="col"
              >
                <button
                  className="press touch-target relative block rounded-chip text-left font-strong hover:text-accent-text"
                  onClick={() => onDay(day.day)}
                  type="button"
                >
                  {formatDay(startOfDay(day.day, zone), zone)}
                  <span className="block font-normal text-dense">
                    <DayLeft day={day} today={today} />
                    {day.minutesOpen > 0 && day.day >= today ? (
                      <span className="text-ink-3"> of {Math.round(day.minutesOpen / 60)}</span>
                    ) : null}
                  </span>
                </button>
                {day.closures.map((closure) => (
                  <span className="block truncate font-normal text-dense text-ink-2" key={closure.id}>
                    {closure.name}
                  </span>
                ))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bays.map((bay) => (
            <tr key={bay.id}>
              <th
                className="sticky left-0 z-1 border-b bg-surface px-3 py-2 text-left align-top max-sm:px-2"
                scope="row"
              >
                <span className="block font-strong">{bay.name}</span>
                <span className="block font-normal text-dense text-ink-3">{bay.kind}</span>
              </th>
              {days.map((day) => (
                <td
                  className={cn("border-b border-l px-2 py-2.5 align-top", day.day === today && "bg-accent-soft/40")}
                  key={day.day}
                >
                  <BayDay
                    over={day.day < today}
                    bay={bay.name}
                    blocks={blocks.filter(({ bayId }) => bayId === bay.id)}
                    day={asOpen(day)}
                    nowMs={nowMs}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function BayDay({
  bay,
  day,
  blocks,
  nowMs,
  over,
}: {
  bay: string;
  day: CalendarDayView;
  blocks: readonly BlockView[];
  nowMs: number;
  /** The day is past: what was done there counts, not only what still takes the time. */
  over: boolean;
}) {
  if (day.opensAt === null || day.closesAt === null) return <span className="hatch block h-8 rounded-[2px]" />;
  const open = { from: day.opensAt.getTime(), to: day.closesAt.getTime() };
  const share = (ms: number): number => (ms - open.from) / (open.to - open.from);
  const taken = blocks
    .filter((block) => (over ? block.state !== "CANCELLED" : takesTime(block)))
    .flatMap(({ startsAt, endsAt, allocationId }) => {
      const part = shownPart({ from: startsAt.getTime(), to: endsAt.getTime() }, open);
      return part === null ? [] : [{ ...part, allocationId }];
    });
  const busy = taken.reduce((sum, { from, to }) => sum + to - from, 0) / 60_000;
  const free = over ? "nothing" : "free";
  const words = taken.length === 0 ? free : `${formatHours(busy)} taken`;
  return (
    <>
      <BayLane
        blocks={taken.map(({ from, to }) => ({ from: share(from), to: share(to), past: to <= nowMs }))}
        label={`${bay}: ${words}`}
        now={nowMs >= open.from && nowMs <= open.to ? share(nowMs) : null}
      />
      <span aria-hidden className="mt-1 block text-dense text-ink-2">
        {taken.length === 0 ? free : `${taken.length === 1 ? "1 car" : `${taken.length} cars`}, ${formatHours(busy)}`}
      </span>
    </>
  );
}
