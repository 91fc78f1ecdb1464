import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { RunGlyph, type RunState } from "./status-glyph.tsx";

export type TimelineEntry = {
  id: string;
  state: RunState;
  title: ReactNode;
  /** One plain sentence: counts, the reason, who is asked and what not to do. */
  detail?: ReactNode;
  /** At the right: "11 ms", "try 2 of 3", "16:41:09", "queued". */
  time?: ReactNode;
  /** Buttons for those who may: Retry, Skip with reason, Assign. */
  actions?: ReactNode;
};

const detailTone: Partial<Record<RunState, string>> = { unknown: "text-warn", dead: "text-ink-2" };

/** Steps and effects, top to bottom; the failed one stands in a soft box. */
export function Timeline({
  entries,
  label,
  className,
}: {
  entries: readonly TimelineEntry[];
  label: string;
  className?: string;
}) {
  return (
    <ol aria-label={label} className={cn("flex flex-col", className)}>
      {entries.map((entry, index) => (
        <Entry entry={entry} key={entry.id} last={index === entries.length - 1} />
      ))}
    </ol>
  );
}

function Entry({ entry, last }: { entry: TimelineEntry; last: boolean }) {
  const dead = entry.state === "dead";
  return (
    <li
      className={cn(
        "relative grid grid-cols-[14px_1fr_auto] gap-x-2.5 pb-2",
        dead && "-mx-2.5 mb-2 rounded-control bg-bad-soft px-2.5 pt-2.5 pb-2.5",
      )}
      data-state={entry.state}
    >
      {last ? null : (
        <span
          aria-hidden
          className={cn(
            "absolute w-px bg-line-strong",
            dead ? "top-8 -bottom-2 left-4" : "top-5 bottom-0 left-[6.5px]",
          )}
        />
      )}
      <RunGlyph className="mt-0.5" state={entry.state} />
      <div className="min-w-0">
        <p className={dead ? "font-strong" : "font-medium"}>{entry.title}</p>
        {entry.detail ? (
          <div className={cn("text-dense", detailTone[entry.state] ?? "text-ink-3")}>{entry.detail}</div>
        ) : null}
      </div>
      <div className={cn("whitespace-nowrap text-right text-dense/[18px]", dead ? "text-ink-2" : "text-ink-3")}>
        {entry.time}
      </div>
      {entry.actions ? <div className="col-span-2 col-start-2 mt-2 flex flex-wrap gap-2">{entry.actions}</div> : null}
    </li>
  );
}
