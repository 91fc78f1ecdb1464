"use client";

import { Field } from "#/components/ui/field.tsx";
import { lengthChoices } from "#/components/ui/length-choices.ts";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import type { BoardView } from "#/domain/job-card.ts";
import { formatDay, formatMinutes, formatTime, instantOf, isoDateIn } from "#/domain/time.ts";
import { daysFrom, startsOn } from "./place-times.ts";

/** Day, start and length, in the branch's wall time: lists of what exists, so nothing wrong can be typed. */
export function WhenFields({
  board,
  nowMs,
  start,
  minutes,
  onStart,
  onMinutes,
}: {
  board: BoardView;
  nowMs: number;
  start: Date | null;
  minutes: number;
  onStart: (start: Date) => void;
  onMinutes: (minutes: number) => void;
}) {
  const { zone } = board.branch;
  const today = isoDateIn(new Date(nowMs), zone);
  const day = start ? isoDateIn(start, zone) : today;
  const days = [...new Set([day, ...daysFrom(board, nowMs)])].sort();
  const startsOf = (of: string) => startsOn(of, board, nowMs);
  const offered = startsOf(day);
  const starts = start && !offered.some((at) => at.getTime() === start.getTime()) ? [start, ...offered] : offered;
  const chooseDay = (next: string): void => {
    // The same time of the other day, where that day has it.
    const same = start ? instantOf(next, formatTime(start, zone), zone) : null;
    const nextStart = startsOf(next).find((at) => same === null || at >= same);
    if (nextStart) onStart(nextStart);
  };
  const ends = start ? new Date(start.getTime() + minutes * 60_000) : null;
  return (
    <div className="grid grid-cols-[1fr_96px_108px] gap-3 max-sm:grid-cols-1 max-sm:gap-0">
      <Field hint={`Wall time of ${board.branch.name}`} label="Day">
        {(control) => (
          <NativeSelect {...control} onChange={(event) => chooseDay(event.target.value)} value={day}>
            {days.map((each) => (
              <option disabled={each !== day && startsOf(each).length === 0} key={each} value={each}>
                {each === today ? "Today" : formatDay(instantOf(each, "12:00", zone) ?? new Date(nowMs), zone)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="Start">
        {(control) => (
          <NativeSelect
            {...control}
            onChange={(event) => onStart(new Date(Number(event.target.value)))}
            value={start?.getTime() ?? ""}
          >
            {starts.map((at) => (
              <option key={at.getTime()} value={at.getTime()}>
                {formatTime(at, zone)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field hint={ends ? `until ${formatTime(ends, zone)}` : undefined} label="Length">
        {(control) => (
          <NativeSelect {...control} onChange={(event) => onMinutes(Number(event.target.value))} value={minutes}>
            {lengthChoices(minutes).map((length) => (
              <option key={length} value={length}>
                {formatMinutes(length)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
    </div>
  );
}
