import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { Glyph } from "./glyph.tsx";

/** Says what would be here, why it is not, and one thing to do. */
export function EmptyState({
  title,
  children,
  action,
  className,
}: {
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cn("rounded-panel border border-control border-dashed bg-surface p-4", className)}>
      <p className="font-strong">{title}</p>
      {children ? <div className="mt-1 max-w-prose text-ink-2">{children}</div> : null}
      {action ? <div className="mt-3">{action}</div> : null}
    </div>
  );
}

/** A part that did not come, in its own box; the rest of the screen works. */
export function FailedPart({
  title,
  children,
  onRetry,
  busy,
  retryLabel = "Try again",
  className,
}: {
  /** "Messages did not load." */
  title: ReactNode;
  /** "The rest of the card is live." */
  children?: ReactNode;
  onRetry?: () => void;
  busy?: string | false;
  retryLabel?: string;
  className?: string;
}) {
  return (
    <div
      className={cn("flex items-center gap-2.5 rounded-panel border border-bad-mark bg-surface p-3", className)}
      role="alert"
    >
      <Glyph shape="octagon" size={16} tone="bad" />
      <p className="min-w-0 flex-1">
        <strong className="font-strong">{title}</strong> <span className="text-ink-2">{children}</span>
      </p>
      {onRetry ? (
        <Button busy={busy} onClick={onRetry} size="sm">
          {retryLabel}
        </Button>
      ) : null}
    </div>
  );
}

const bannerTones = {
  bad: "border-bad-mark/50 bg-bad-soft",
  warn: "border-warn-mark/50 bg-warn-soft",
  note: "border-note/40 bg-note-soft",
} as const;

/** Across the top, until someone takes it: an alert, or what all must know. */
export function Banner({
  tone = "bad",
  children,
  actions,
  className,
}: {
  tone?: keyof typeof bannerTones;
  children: ReactNode;
  actions?: ReactNode;
  className?: string;
}) {
  return (
    <div
      className={cn(
        "flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5",
        bannerTones[tone],
        className,
      )}
      role={tone === "bad" ? "alert" : "status"}
    >
      {tone === "note" ? null : <Glyph shape={tone === "bad" ? "octagon" : "triangle"} tone={tone} />}
      <p className="min-w-0 flex-1">{children}</p>
      {actions}
    </div>
  );
}
