"use client";

import { type PointerEvent, type ReactNode, type RefObject, useLayoutEffect, useRef } from "react";
import { cn } from "#/components/ui/cn.ts";
import type { BlockView, CalendarDayView, CalendarView } from "#/domain/appointment.ts";
import { bayWords } from "#/domain/branch.ts";
import { formatHours, formatTime } from "#/domain/time.ts";
import { useCalendarFacts } from "./calendar-context.tsx";
import { minutesLeft } from "./day-model.ts";
import { NowLine, NowMark } from "./now-line.tsx";
import { closedParts, heightOf, hourPx, hoursOf, minuteMs, quarterAt, topOf } from "./scale.ts";

export type DayGridProps = {
  day: CalendarDayView;
  blocks: readonly BlockView[];
  grid: RefObject<HTMLDivElement | null>;
  /** What stands in a bay: its blocks, what is in hand over it, a booking that is being made. */
  inBay: (bay: { id: string; name: string }) => ReactNode;
  /** Empty time was pressed: a drag begins a booking. */
  onPressEmpty: (event: PointerEvent, bayId: string, atMs: number) => void;
  /** Null when no place was pressed, as a screen reader presses. */
  onClickEmpty: (bayId: string, atMs: number | null) => void;
  whyMs: number | null;
};

const hatched = "pointer-events-none absolute inset-x-0 hatch bg-canvas/60 dark:bg-sunken";

/** Bays side by side, hours downwards. It scrolls both ways inside itself; heads and hours stay. */
export function DayGrid({ day, blocks, grid, inBay, onPressEmpty, onClickEmpty, whyMs }: DayGridProps) {
  const { calendar, scale, zone, nowMs, askWhy } = useCalendarFacts();
  const height = heightOf(scale);

  // A day opens at its opening, today three hours before now. Once: later nothing moves under somebody's hand.
  const opened = useRef<string | null>(null);
  useLayoutEffect(() => {
    const box = grid.current;
    if (box === null || opened.current === day.day) return;
    opened.current = day.day;
    const now = nowMs >= scale.from && nowMs < scale.to ? topOf(nowMs, scale) - 3 * hourPx : 0;
    const opening = day.opensAt === null ? 0 : topOf(day.opensAt.getTime(), scale) - hourPx / 4;
    box.scrollTop = Math.max(now, opening);
  });

  const msOf = (event: { clientY: number; currentTarget: Element }): number =>
    quarterAt(event.clientY - event.currentTarget.getBoundingClientRect().top, scale);

  return (
    <div
      // What is scrolled to stands clear of the heads and the hours.
      className="min-h-0 flex-1 select-none scroll-pt-15 scroll-pl-15 overflow-auto [scrollbar-gutter:stable] lg:overscroll-contain"
      ref={grid}
    >
      <div className="flex min-w-max flex-col">
        <div className="sticky top-0 z-20 flex border-b bg-surface">
          <div className="sticky left-0 z-1 w-[52px] shrink-0 border-r bg-surface" />
          {calendar.bays.map((bay) => (
            <BayHead
              bay={bay}
              key={bay.id}
              left={minutesLeft(bay.id, day, blocks, nowMs)}
              open={day.opensAt !== null}
            />
          ))}
        </div>
        <div className="relative flex">
          <div className="sticky left-0 z-10 w-[52px] shrink-0 border-r bg-surface" style={{ height }}>
            {hoursOf(scale)
              .slice(1)
              // The time now stands there itself.
              .filter((ms) => Math.abs(ms - nowMs) > 12 * minuteMs)
              .map((ms) => (
                <button
                  aria-label={`Who is free at ${formatTime(new Date(ms), zone)}?`}
                  aria-pressed={whyMs === ms}
                  className={cn(
                    "press absolute right-1 -mt-3 flex h-6 items-center rounded-chip px-1 text-dense text-ink-2 hover:bg-sunken hover:text-ink",
                    whyMs === ms && "bg-accent-soft font-strong text-accent-text",
                  )}
                  key={ms}
                  onClick={() => askWhy(new Date(ms))}
                  style={{ top: topOf(ms, scale) }}
                  type="button"
                >
                  {formatTime(new Date(ms), zone)}
                </button>
              ))}
            <NowMark />
          </div>
          <div className="relative flex flex-1" style={{ height }}>
            <NowLine />
            {calendar.bays.map(({ id, name }) => (
              <section
                aria-label={name}
                className="hours relative min-w-[156px] flex-1 border-r last:border-r-0 max-sm:min-w-[62vw]"
                data-bay={id}
                key={id}
              >
                {closedParts(day, scale).map((part) => (
                  <span
                    aria-hidden
                    className={hatched}
                    key={part.from}
                    style={{ top: topOf(part.from, scale), height: heightOf(part) }}
                  />
                ))}
                <button
                  aria-label={`New booking on ${name}`}
                  className="absolute inset-0 size-full cursor-default focus-visible:outline-none"
                  data-empty
                  onClick={(event) => onClickEmpty(id, event.detail === 0 ? null : msOf(event))}
                  onPointerDown={(event) => onPressEmpty(event, id, msOf(event))}
                  tabIndex={-1}
                  type="button"
                />
                {inBay({ id, name })}
              </section>
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}

function BayHead({ bay, left, open }: { bay: CalendarView["bays"][number]; left: number; open: boolean }) {
  return (
    <div className="flex min-h-[52px] min-w-[156px] flex-1 flex-col justify-center border-r px-2.5 last:border-r-0 max-sm:min-w-[62vw]">
      <h2 className="flex items-baseline justify-between gap-2 font-strong">
        <span className="truncate">{bay.name}</span>
        <span className="shrink-0 text-dense">{open ? `${formatHours(left)} left` : "closed"}</span>
      </h2>
      <p className="truncate text-dense text-ink-3">{bayWords(bay)}</p>
    </div>
  );
}
