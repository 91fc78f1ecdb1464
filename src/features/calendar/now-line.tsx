"use client";

import { formatTime } from "#/domain/time.ts";
import { useCalendarFacts } from "./calendar-context.tsx";
import { topOf } from "./scale.ts";

const useNowTop = (): number | null => {
  const { scale, nowMs } = useCalendarFacts();
  return nowMs >= scale.from && nowMs < scale.to ? topOf(nowMs, scale) : null;
};

/** The red line across the bays: at full strength behind the blocks, and faintly over them. */
export function NowLine() {
  const top = useNowTop();
  if (top === null) return null;
  return (
    <>
      <span
        aria-hidden
        className="pointer-events-none absolute inset-x-0 z-0 -mt-px h-0.5 bg-bad-mark"
        style={{ top }}
      />
      <span
        aria-hidden
        className="pointer-events-none absolute inset-x-0 z-4 -mt-px h-0.5 bg-bad-mark opacity-22"
        data-now-line
        style={{ top }}
      />
    </>
  );
}

/** The time itself, beside the hours. */
export function NowMark() {
  const { nowMs, zone } = useCalendarFacts();
  const top = useNowTop();
  if (top === null) return null;
  return (
    <span
      aria-hidden
      className="absolute right-1 z-2 -mt-[9px] rounded-chip bg-bad-mark px-1 font-strong text-dense text-on-mark leading-[18px]"
      style={{ top }}
    >
      {formatTime(new Date(nowMs), zone)}
    </span>
  );
}
