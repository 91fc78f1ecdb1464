import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

const tones = {
  neutral: "bg-sunken text-ink-2",
  accent: "bg-accent-soft text-accent-text",
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  note: "bg-note-soft text-note",
} as const;

export type BadgeTone = keyof typeof tones;

/** A word on a soft ground. Only where it needs an answer, or ends a question ("Approved"). */
export function Badge({ tone = "neutral", className, ...rest }: ComponentProps<"span"> & { tone?: BadgeTone }) {
  return (
    <span
      {...rest}
      className={cn(
        "inline-flex h-[18px] shrink-0 items-center gap-1 whitespace-nowrap rounded-chip px-1.5 text-dense font-medium",
        tones[tone],
        className,
      )}
    />
  );
}

/** A count beside a word of the navigation. */
export function Count({ children, label, tone = "bad" }: { children: number; label: string; tone?: BadgeTone }) {
  return (
    <Badge className="h-4 min-w-4 justify-center px-1 text-mini font-strong" tone={tone}>
      <span aria-hidden>{children}</span>
      <span className="sr-only">{label}</span>
    </Badge>
  );
}
