import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** One key, as drawn on the key. `onAccent` where it stands in a primary button. */
export function Kbd({
  children,
  onAccent = false,
  className,
}: {
  children: ReactNode;
  onAccent?: boolean;
  className?: string;
}) {
  return (
    <kbd
      className={cn(
        "inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-chip border border-b-2 px-[5px] font-sans text-mini font-medium",
        onAccent ? "border-on-accent/40 bg-on-accent/15 text-on-accent" : "border-line-strong bg-surface text-ink-2",
        className,
      )}
    >
      {children}
    </kbd>
  );
}

/** Keys in the order in which they are held: `["Ctrl", "K"]`. */
export function Keys({ keys, onAccent = false }: { keys: readonly string[]; onAccent?: boolean }) {
  return (
    <span className="inline-flex gap-1">
      {keys.map((key) => (
        <Kbd key={key} onAccent={onAccent}>
          {key}
        </Kbd>
      ))}
    </span>
  );
}
