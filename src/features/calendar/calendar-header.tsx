"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import type { CalendarDayView, CalendarView } from "#/domain/appointment.ts";
import { formatDay, formatHours, formatLongDay, startOfDay } from "#/domain/time.ts";
import type { CalendarViewName } from "./address.ts";
import { closuresOf } from "./day-model.ts";

const noonOf = (day: string, zone: string): Date => new Date(startOfDay(day, zone).getTime() + 12 * 3_600_000);

/** `Europe/London` → `London time` */
const zoneWord = (zone: string): string => `${zone.split("/").at(-1)?.replaceAll("_", " ")} time`;

/** Which day, what is left of it and of those after it, and the way to a new booking. */
export function CalendarHeader({
  calendar,
  view,
  day,
  today,
  onStep,
  onToday,
  onView,
  actions,
}: {
  calendar: CalendarView;
  view: CalendarViewName;
  day: string;
  today: string;
  onStep: (by: 1 | -1) => void;
  onToday: () => void;
  onView: (view: CalendarViewName) => void;
  actions: ReactNode;
}) {
  const { zone, days } = calendar;
  const [first] = days;
  const last = days.at(-1);
  const shown = view === "week" ? days : days.slice(0, 1);
  const left = shown.reduce((sum, { minutesLeft }) => sum + minutesLeft, 0);
  const open = shown.reduce((sum, { minutesOpen }) => sum + minutesOpen, 0);
  const title =
    view === "day" || first === undefined || last === undefined
      ? formatLongDay(noonOf(day, zone), zone)
      : `${formatDay(noonOf(first.day, zone), zone)} to ${formatDay(noonOf(last.day, zone), zone)}`;
  const closed = view === "day" && first ? closuresOf(first)[0] : undefined;
  const noun = view === "week" ? "week" : "day";
  return (
    <header className="flex min-h-[60px] shrink-0 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2" data-print="hide">
      <div className="max-sm:basis-full">
        <h1 className="text-screen-title">{title}</h1>
        {closed === undefined ? null : (
          <p className="text-dense text-ink-2">Closed: {closed.name}. The desk may book all the same.</p>
        )}
      </div>
      <div className="flex items-center gap-1.5">
        <Button aria-label={`The ${noun} before`} icon onClick={() => onStep(-1)}>
          <ChevronLeft aria-hidden size={16} strokeWidth={1.75} />
        </Button>
        <Button aria-pressed={day === today} onClick={onToday}>
          Today
        </Button>
        <Button aria-label={`The ${noun} after`} icon onClick={() => onStep(1)}>
          <ChevronRight aria-hidden size={16} strokeWidth={1.75} />
        </Button>
        <span className="ml-1 text-dense text-ink-2 max-xl:hidden">{zoneWord(zone)}</span>
      </div>
      <p className="flex items-baseline gap-1.5 border-l pl-4 max-md:hidden">
        <span className="text-figure-sm">{formatHours(left)}</span>
        <span className="text-dense text-ink-3">
          left of {Math.round(open / 60)}
          {first?.closures.some(({ kind }) => kind === "DAY_FULL") && view === "day" ? ", full online" : null}
        </span>
      </p>
      {view === "day" ? (
        <ul aria-label="The days after" className="flex gap-3 text-dense max-lg:hidden">
          {days.slice(1).map((each) => (
            <li className="whitespace-nowrap text-ink-2" key={each.day}>
              {formatDay(noonOf(each.day, zone), zone).split(" ")[0]} <DayLeft day={each} today={today} />
            </li>
          ))}
        </ul>
      ) : null}
      <div className="ml-auto flex flex-wrap items-center gap-2 max-sm:contents">
        <Segmented
          label="How much is shown"
          onValueChange={onView}
          options={[
            { value: "day", label: "Day" },
            { value: "week", label: "Week" },
          ]}
          value={view}
        />
        {actions}
      </div>
    </header>
  );
}

/** `3.1 h`, `full`, `closed`, `past`. */
export function DayLeft({ day, today }: { day: CalendarDayView; today: string }) {
  if (day.day < today) return <span className="text-ink-3">past</span>;
  if (day.minutesOpen === 0) return <span className="text-ink-3">closed</span>;
  const full = day.minutesLeft < 15 || day.closures.some(({ kind }) => kind === "DAY_FULL");
  return full ? (
    <span className="font-strong text-bad">full</span>
  ) : (
    <span className="font-strong text-ink">{formatHours(day.minutesLeft)}</span>
  );
}
