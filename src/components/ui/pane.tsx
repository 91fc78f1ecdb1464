import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";

/** Beside the list on a desk, instead of it on a phone. */
export function Pane({
  label,
  title,
  sub,
  onClose,
  children,
  className,
}: {
  label: string;
  title: ReactNode;
  sub?: ReactNode;
  onClose: () => void;
  children: ReactNode;
  className?: string;
}) {
  return (
    <aside
      aria-label={label}
      className={cn(
        "flex min-h-0 w-[468px] shrink-0 flex-col overflow-y-auto border-l bg-surface max-lg:w-full max-lg:border-l-0",
        className,
      )}
    >
      <header className="flex items-start gap-3 px-4 pt-3.5 pb-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-dialog-title">{title}</h2>
          {sub ? <p className="text-dense text-ink-2">{sub}</p> : null}
        </div>
        <Button aria-label="Close" className="-mr-1.5" icon look="ghost" onClick={onClose}>
          <X aria-hidden size={18} strokeWidth={1.75} />
        </Button>
      </header>
      {children}
    </aside>
  );
}
