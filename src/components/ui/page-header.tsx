import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** Title of a screen: plate first, then what it is; verbs at the right. */
export function PageHeader({
  title,
  start,
  sub,
  children,
  actions,
  className,
}: {
  title: ReactNode;
  /** Before the title: a plate of size `lg`. */
  start?: ReactNode;
  sub?: ReactNode;
  /** Between title and verbs: figures, bay lanes. */
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}) {
  return (
    <header className={cn("flex min-h-[60px] shrink-0 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2", className)}>
      {start}
      <div className="min-w-0">
        <h1 className="text-screen-title">{title}</h1>
        {sub ? <p className="text-dense text-ink-2">{sub}</p> : null}
      </div>
      {children}
      {actions ? (
        <div className="ml-auto flex flex-wrap items-center gap-2" data-print="hide">
          {actions}
        </div>
      ) : null}
    </header>
  );
}
