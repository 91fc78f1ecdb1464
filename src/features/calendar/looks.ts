import type { StatusName } from "#/components/ui/status-glyph.tsx";
import { statusMarks } from "#/components/ui/status-glyph.tsx";
import type { BlockView } from "#/domain/appointment.ts";

type Look = {
  status: StatusName;
  word: string;
  /** Edge and ground. */
  box: string;
  /** The bar at its left. */
  bar: string;
};

const isStatus = (status: string): status is StatusName => Object.hasOwn(statusMarks, status);

const grounds = {
  /** Not here yet. */
  coming: { box: "border-control border-dashed bg-surface", bar: "bg-ink-3" },
  here: { box: "border-control bg-surface", bar: "bg-ink-2" },
  waiting: {
    box: "border-warn-mark/50 bg-[color-mix(in_srgb,var(--color-warn-soft)_60%,var(--color-surface))]",
    bar: "bg-warn-mark",
  },
  working: {
    box: "border-accent/40 bg-[color-mix(in_srgb,var(--color-accent-soft)_60%,var(--color-surface))]",
    bar: "bg-accent",
  },
  done: { box: "border-line-strong bg-canvas dark:bg-sunken", bar: "bg-ok-mark" },
  gone: { box: "border-line-strong bg-surface", bar: "bg-control" },
} as const;

const ofCard: Partial<Record<StatusName, keyof typeof grounds>> = {
  AWAITING_APPROVAL: "waiting",
  AWAITING_PARTS: "waiting",
  IN_PROGRESS: "working",
  QUALITY_CHECK: "working",
  COMPLETED: "done",
  COLLECTED: "done",
  CANCELLED: "gone",
};

/** How a block looks and what it is called: by its card once there is one, until then by its appointment. */
export const lookOf = ({ state, appointment, jobCard }: BlockView): Look => {
  if (jobCard !== null && isStatus(jobCard.status)) {
    const released = state === "RELEASED" && jobCard.status !== "COMPLETED" && jobCard.status !== "COLLECTED";
    const ground = grounds[released ? "gone" : (ofCard[jobCard.status] ?? "here")];
    return {
      status: jobCard.status,
      word: released ? "Moved elsewhere" : statusMarks[jobCard.status].word,
      ...ground,
    };
  }
  if (appointment?.state === "NO_SHOW") return { status: "CANCELLED", word: "Did not come", ...grounds.gone };
  if (appointment?.state === "CANCELLED" || state === "CANCELLED")
    return { status: "CANCELLED", word: "Cancelled", ...grounds.gone };
  if (appointment?.state === "REQUESTED") return { status: "BOOKED", word: "Requested", ...grounds.coming };
  if (appointment?.state === "OFFERED")
    return { status: "BOOKED", word: "Waiting for the customer", ...grounds.coming };
  if (state === "HELD") return { status: "BOOKED", word: "Held for a customer who is booking", ...grounds.coming };
  return { status: "BOOKED", word: "Booked, not here yet", ...grounds.coming };
};
