import { cn } from "#/components/ui/cn.ts";
import { Plate } from "#/components/ui/plate.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import { formatMinutes, formatTime } from "#/domain/time.ts";
import { type Hand, minutesOf, nameOf } from "./hand.ts";
import { lookOf } from "./looks.ts";
import { heightOf, type Scale, shownPart, topOf } from "./scale.ts";

/** The block in hand, over the bay and the time at which it would be dropped. */
export function InHand({ hand, scale, zone, taken }: { hand: Hand; scale: Scale; zone: string; taken: string | null }) {
  const part = shownPart(hand.at, scale);
  if (part === null) return null;
  return (
    <div
      aria-hidden
      className={cn(
        "pointer-events-none absolute right-1.5 left-1 z-10 overflow-hidden rounded-control border-2 bg-raised px-2 py-1 shadow-e2",
        taken === null ? "border-accent" : "border-bad-mark",
        hand.by === "pointer" && hand.grip === "whole" && "rotate-[1.2deg]",
      )}
      data-in-hand
      style={{ top: topOf(part.from, scale), height: heightOf(part) }}
    >
      <p className="flex items-center gap-1.5">
        <StatusGlyph decorative status={lookOf(hand.block).status} />
        {hand.block.plate ? <Plate size="sm">{hand.block.plate}</Plate> : nameOf(hand.block)}
        <span className="ml-auto text-dense font-strong">{formatMinutes(minutesOf(hand.at))}</span>
      </p>
      <p className="text-dense text-ink-2">
        {formatTime(new Date(hand.at.from), zone)}–{formatTime(new Date(hand.at.to), zone)}
      </p>
      {taken === null ? null : <p className="text-dense font-medium text-bad">{taken}</p>}
    </div>
  );
}
