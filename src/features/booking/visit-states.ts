import type { GlyphShape } from "#/components/ui/glyph-shapes.tsx";
import type { VisitView } from "#/domain/booking.ts";

export type VisitState = VisitView["state"];
type Word = { readonly shape: GlyphShape; readonly tone: string; readonly word: string };

/** What a customer reads at each state, with the shape that the workshop sees. */
export const visitMarks = {
  REQUESTED: { shape: "dashedRing", tone: "text-ink-3", word: "We have your request" },
  OFFERED: { shape: "diamond", tone: "text-warn-mark", word: "Choose a time" },
  BOOKED: { shape: "dashedRing", tone: "text-ink-3", word: "Booked" },
  MISSED: { shape: "ringSlash", tone: "text-ink-3", word: "We missed you" },
  RECEIVED: { shape: "ringDot", tone: "text-ink-2", word: "Received" },
  WAITING_FOR_YOU: { shape: "diamond", tone: "text-warn-mark", word: "Waiting for you" },
  WAITING_FOR_PARTS: { shape: "lidBox", tone: "text-warn-mark", word: "Waiting for a part" },
  IN_REPAIR: { shape: "halfRing", tone: "text-accent", word: "In repair" },
  CHECKING: { shape: "threeQuarterRing", tone: "text-accent", word: "Last checks" },
  READY: { shape: "tickDisc", tone: "text-ok-mark", word: "Ready" },
  COLLECTED: { shape: "flag", tone: "text-ink-2", word: "Collected" },
} as const satisfies Record<VisitState, Word>;

/** The way through the workshop; what only some cars come to stands there while one is at it. */
const way: readonly { readonly state: VisitState; readonly always: boolean }[] = [
  { state: "RECEIVED", always: true },
  { state: "WAITING_FOR_YOU", always: false },
  { state: "WAITING_FOR_PARTS", always: false },
  { state: "IN_REPAIR", always: true },
  { state: "CHECKING", always: false },
  { state: "READY", always: true },
  { state: "COLLECTED", always: false },
];

export type Stop = Word & { readonly state: VisitState; readonly is: "done" | "now" | "ahead" };

/** The stops of a car that is in the workshop; none before it has come. */
export const stopsOf = (state: VisitState): Stop[] => {
  const now = way.findIndex((stop) => stop.state === state);
  if (now === -1) return [];
  return way.flatMap((stop, index): Stop[] => {
    if (index === now) return [{ ...visitMarks[stop.state], state: stop.state, is: "now" }];
    if (!stop.always) return [];
    const { word } = visitMarks[stop.state];
    return index < now
      ? [{ shape: "tickDisc", tone: "text-ok-mark", word, state: stop.state, is: "done" }]
      : [{ shape: "dashedRing", tone: "text-ink-3", word, state: stop.state, is: "ahead" }];
  });
};
