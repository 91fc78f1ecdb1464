import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { Glyph, type GlyphTone } from "./glyph.tsx";
import type { GlyphShape } from "./glyph-shapes.tsx";

type Mark = { shape: GlyphShape; tone: GlyphTone; word: string };

/** Status of a job card: shape, colour, word. */
export const statusMarks = {
  BOOKED: { shape: "dashedRing", tone: "ink-3", word: "Booked" },
  CHECKED_IN: { shape: "ringDot", tone: "ink-2", word: "Checked in" },
  AWAITING_APPROVAL: { shape: "diamond", tone: "warn", word: "Awaiting approval" },
  AWAITING_PARTS: { shape: "lidBox", tone: "warn", word: "Awaiting parts" },
  IN_PROGRESS: { shape: "halfRing", tone: "accent", word: "In progress" },
  QUALITY_CHECK: { shape: "threeQuarterRing", tone: "accent", word: "Quality check" },
  COMPLETED: { shape: "tickDisc", tone: "ok", word: "Completed" },
  COLLECTED: { shape: "flag", tone: "ink-2", word: "Collected" },
  CANCELLED: { shape: "ringSlash", tone: "ink-3", word: "Cancelled" },
  BLOCKED: { shape: "octagon", tone: "bad", word: "Blocked" },
} as const satisfies Record<string, Mark>;

/** Where a step, a run or an effect stands. */
export const runMarks = {
  done: { shape: "tick", tone: "ok", word: "Done" },
  running: { shape: "arc", tone: "accent", word: "Running" },
  waiting: { shape: "dashedRing", tone: "ink-3", word: "Waiting its turn" },
  unknown: { shape: "triangle", tone: "warn", word: "Unknown, asking" },
  dead: { shape: "octagon", tone: "bad", word: "Dead, needs a person" },
  undone: { shape: "backArrow", tone: "ink-2", word: "Undone" },
  skipped: { shape: "skipBar", tone: "ink-2", word: "Skipped" },
  assigned: { shape: "person", tone: "note", word: "Assigned" },
} as const satisfies Record<string, Mark>;

export type StatusName = keyof typeof statusMarks;
export type RunState = keyof typeof runMarks;

type MarkProps = {
  /** True where the word stands beside the shape; otherwise the word is the accessible name. */
  decorative?: boolean;
  /** Another accessible name than the word of the table. */
  label?: string;
  size?: number;
  className?: string;
};

const draw = (mark: Mark, { decorative = false, label, ...rest }: MarkProps) => (
  <Glyph {...rest} label={decorative ? undefined : (label ?? mark.word)} shape={mark.shape} tone={mark.tone} />
);

export const StatusGlyph = ({ status, ...rest }: MarkProps & { status: StatusName }) => draw(statusMarks[status], rest);

export const RunGlyph = ({ state, ...rest }: MarkProps & { state: RunState }) => draw(runMarks[state], rest);

/** Shape and word of a status; `children` stands in for the word ("In progress, Bay 2"). */
export function Status({
  status,
  children,
  className,
}: {
  status: StatusName;
  children?: ReactNode;
  className?: string;
}) {
  return (
    <span className={cn("inline-flex items-center gap-1.5 font-medium", status === "BLOCKED" && "text-bad", className)}>
      <StatusGlyph decorative status={status} />
      <span>{children ?? statusMarks[status].word}</span>
    </span>
  );
}

export type PromisedState = "on-time" | "soon" | "late" | "kept";

/** Promised time: clock on time, triangle and minutes under an hour, octagon and "late". */
export function Promised({ state, time, detail }: { state: PromisedState; time: string; detail?: string }) {
  const mark = {
    "on-time": { shape: "clock", tone: "ink-2", word: "Promised", text: "text-ink-2" },
    soon: { shape: "triangle", tone: "warn", word: "Promised soon", text: "text-warn" },
    late: { shape: "octagon", tone: "bad", word: "Promised, now late", text: "text-bad" },
    kept: { shape: "tickDisc", tone: "ok", word: "Promised, kept", text: "text-ok" },
  } as const satisfies Record<PromisedState, Mark & { text: string }>;
  const { shape, tone, word, text } = mark[state];
  const words = detail ?? (state === "late" ? "late" : undefined);
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", text)}>
      <Glyph label={word} shape={shape} tone={tone} />
      <span>
        <span className={state === "on-time" ? undefined : "font-strong"}>{time}</span>
        {words ? <span className="font-medium"> {words}</span> : null}
      </span>
    </span>
  );
}

export type PartsState = "none" | "coming" | "here";

/** Parts of a card: dash none, half box coming, full box here. `count` is "2/4". */
export function PartsMark({ state, count, word }: { state: PartsState; count?: string; word?: string }) {
  if (state === "none") return <Glyph className="text-ink-3" label="No parts" shape="dash" />;
  const coming = state === "coming";
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 whitespace-nowrap",
        coming ? "font-medium text-warn" : "text-ink-2",
      )}
    >
      <Glyph label={coming ? "Parts coming" : "Parts here"} shape={coming ? "halfBox" : "tickBox"} />
      <span>
        {count}
        {word ? ` ${word}` : null}
      </span>
    </span>
  );
}
