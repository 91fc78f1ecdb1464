import type { PointerEvent } from "react";
import { cn } from "#/components/ui/cn.ts";
import { formatMinutes, formatTime } from "#/domain/time.ts";
import { type Grip, minutesOf } from "./hand.ts";
import { heightOf, type Scale, topOf } from "./scale.ts";
import type { Ghost } from "./use-ghost.ts";

export const ghostId = "calendar-ghost";

export type GhostBoxProps = {
  ghost: Ghost;
  scale: Scale;
  zone: string;
  /** `Amir is free`, or that nobody is; null where technicians are not known. */
  free: string | null;
  /** What stands in the way. */
  taken: string | null;
  onPress: (event: PointerEvent, grip: Grip) => void;
};

/** A booking that is not made yet: its length, its two handles, and who is free then. */
export function GhostBox({ ghost, scale, zone, free, taken, onPress }: GhostBoxProps) {
  const handle = (grip: "start" | "end") => (
    <span
      className={cn(
        "absolute inset-x-0 z-1 flex h-3 cursor-ns-resize touch-none justify-center",
        grip === "start" ? "-top-1.5" : "-bottom-1.5",
      )}
      data-edge={grip}
      onPointerDown={(event) => {
        event.stopPropagation();
        onPress(event, grip);
      }}
    >
      <span className="mt-[3px] h-1.5 w-5 rounded-[2px] border-2 border-accent bg-surface" />
    </span>
  );
  return (
    <div
      aria-hidden
      className={cn(
        "absolute right-1.5 left-1 z-5 cursor-grab touch-none rounded-control border-2 bg-accent-soft px-2 py-1",
        taken === null ? "border-accent" : "border-bad-mark",
      )}
      data-ghost
      id={ghostId}
      onPointerDown={(event) => onPress(event, "whole")}
      style={{ top: topOf(ghost.from, scale), height: heightOf(ghost) }}
    >
      {handle("start")}
      <div className="h-full overflow-hidden text-accent-text">
        <p className="flex justify-between gap-2 font-medium">
          <span className="truncate">New booking</span>
          <span className="shrink-0 font-strong">{formatMinutes(minutesOf(ghost))}</span>
        </p>
        <p className="truncate">
          {formatTime(new Date(ghost.from), zone)}–{formatTime(new Date(ghost.to), zone)}
        </p>
        {taken === null ? (
          free === null ? null : (
            <p className="truncate">{free}</p>
          )
        ) : (
          <p className="truncate font-medium text-bad">{taken}</p>
        )}
      </div>
      {handle("end")}
    </div>
  );
}
