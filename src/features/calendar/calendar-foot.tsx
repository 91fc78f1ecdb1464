import { FootBar, FootHint } from "#/components/shell/foot-bar.tsx";
import { Toggle } from "#/components/ui/checkbox.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import type { CalendarViewName } from "./address.ts";
import { type Hand, nameOf, saidSpan, type Words } from "./hand.ts";
import { lookOf } from "./looks.ts";

/** What is going on, and the keys that act now. */
export function CalendarFoot({
  hand,
  words,
  view,
  mayEdit,
  told,
  onTold,
}: {
  hand: Hand | null;
  words: Words;
  view: CalendarViewName;
  mayEdit: boolean;
  /** Whether customers are told of moves. */
  told: boolean;
  onTold: (told: boolean) => void;
}) {
  // A week has no blocks that could be gone through.
  const blocks = view === "day";
  if (hand === null)
    return (
      <FootBar>
        {blocks ? (
          <>
            <FootHint caps={["J", "K"]}>next, previous</FootHint>
            <FootHint caps={["↵"]}>open</FootHint>
          </>
        ) : null}
        {mayEdit ? <FootHint caps={["B"]}>new booking</FootHint> : null}
        {blocks && mayEdit ? (
          <>
            <FootHint caps={["Space"]}>pick up</FootHint>
            <FootHint caps={["M"]}>what to do</FootHint>
            <Toggle checked={told} onChange={(event) => onTold(event.target.checked)}>
              {told ? "Customers are told of moves" : "Customers are not told of moves"}
            </Toggle>
          </>
        ) : null}
      </FootBar>
    );
  return (
    <FootBar>
      <span className="inline-flex items-center gap-1.5 font-medium text-ink">
        <StatusGlyph decorative status={lookOf(hand.block).status} />
        {nameOf(hand.block)}: {saidSpan(hand.at, words)}
      </span>
      {hand.by === "keys" ? (
        <>
          <FootHint caps={["↑", "↓"]}>15 min</FootHint>
          <FootHint caps={["Shift", "↑", "↓"]}>length</FootHint>
          <FootHint caps={["←", "→"]}>bay</FootHint>
          <FootHint caps={["Space"]}>drop</FootHint>
        </>
      ) : null}
      <FootHint caps={["Esc"]}>put back</FootHint>
    </FootBar>
  );
}
