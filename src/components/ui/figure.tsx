import type { ReactNode } from "react";
import { cn } from "./cn.ts";

const tones = { ink: "text-ink", warn: "text-warn", bad: "text-bad", ok: "text-ok" } as const;

/** One number that matters, with its name above or beside it and what it means below. */
export function Figure({
  label,
  value,
  unit,
  note,
  tone = "ink",
  className,
}: {
  label?: ReactNode;
  value: ReactNode;
  unit?: ReactNode;
  note?: ReactNode;
  tone?: keyof typeof tones;
  className?: string;
}) {
  return (
    <div className={cn("min-w-0", className)}>
      {label ? <p className="text-dense text-ink-3">{label}</p> : null}
      <p className="flex items-baseline gap-1.5 whitespace-nowrap">
        <span className={cn("text-figure", tones[tone])}>{value}</span>
        {unit ? <span className="text-dense text-ink-2">{unit}</span> : null}
      </p>
      {note ? <div className="text-dense text-ink-3">{note}</div> : null}
    </div>
  );
}
