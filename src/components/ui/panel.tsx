import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

/** A white work surface. At rest it has a line and no shadow. */
export const Panel = ({ className, ...rest }: ComponentProps<"section">) => (
  <section {...rest} className={cn("rounded-control border bg-surface", className)} />
);

export const PanelHead = ({ title, end, className }: { title: ReactNode; end?: ReactNode; className?: string }) => (
  <div className={cn("flex min-h-10 items-center gap-3 px-4 py-2", className)}>
    <h2 className="text-section">{title}</h2>
    {end ? <div className="ml-auto flex items-center gap-2 text-dense text-ink-3">{end}</div> : null}
  </div>
);

/** Facts in a row, divided by lines: where is it, what blocks it, next action, promised. */
export const Facts = ({ children, className }: { children: ReactNode; className?: string }) => (
  <dl className={cn("flex rounded-panel border bg-surface max-lg:flex-wrap lg:divide-x lg:divide-line", className)}>
    {children}
  </dl>
);

export const Fact = ({ term, children, className }: { term: ReactNode; children: ReactNode; className?: string }) => (
  <div className={cn("min-w-0 px-3.5 py-2 max-lg:basis-1/2 max-sm:basis-full", className)}>
    <dt className="text-dense text-ink-3">{term}</dt>
    <dd className="mt-0.5 flex min-h-5 items-center gap-2 font-strong">{children}</dd>
  </div>
);
