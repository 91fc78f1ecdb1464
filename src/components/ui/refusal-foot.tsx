import { X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { Glyph } from "./glyph.tsx";
import { LinkButton } from "./link.tsx";

/** Why it came back, and what helps. Stands inside what was refused until acted on, moved or dismissed. */
export function RefusalFoot({
  about,
  title,
  children,
  fixes,
  onDismiss,
  className,
}: {
  /** What was refused, for the name of its dismissal: a plate. */
  about: string;
  title: ReactNode;
  children: ReactNode;
  fixes: readonly { word: string; run: () => void }[];
  onDismiss: () => void;
  className?: string;
}) {
  return (
    <div
      className={cn("relative z-1 rounded-b-[5px] bg-bad-soft px-[9px] pt-1.5 pb-2 text-dense", className)}
      role="alert"
    >
      <p className="flex items-center gap-1.5 pr-6 font-strong text-bad">
        <Glyph shape="octagon" tone="bad" />
        {title}
      </p>
      <p className="mt-0.5">{children}</p>
      <p className="mt-0.5 flex flex-wrap gap-x-3">
        {fixes.map(({ word, run }) => (
          <LinkButton key={word} onClick={run}>
            {word}
          </LinkButton>
        ))}
      </p>
      <button
        aria-label={`Dismiss what is said about ${about}`}
        className="touch-target press absolute top-1 right-1 inline-flex size-6 items-center justify-center rounded-chip text-bad hover:bg-bad-mark/10"
        onClick={onDismiss}
        type="button"
      >
        <X aria-hidden size={14} strokeWidth={2} />
      </button>
    </div>
  );
}
