import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** Term at the left, what is or will be at the right, a rule between. */
export const Definitions = ({ children, className }: { children: ReactNode; className?: string }) => (
  <dl className={cn("divide-y divide-line", className)}>{children}</dl>
);

export const Definition = ({
  term,
  children,
  className,
}: {
  term: ReactNode;
  children: ReactNode;
  className?: string;
}) => (
  <div className={cn("grid grid-cols-[92px_1fr] gap-x-2 py-2 first:pt-0 last:pb-0 max-sm:grid-cols-1", className)}>
    <dt className="text-ink-3">{term}</dt>
    <dd className="min-w-0">{children}</dd>
  </div>
);

/** "2 → 1": what is, and what it becomes. Columns line up under each other. */
export function BeforeAfter({
  label,
  before,
  after,
  bad = false,
  className,
}: {
  label?: ReactNode;
  before: ReactNode;
  after: ReactNode;
  bad?: boolean;
  className?: string;
}) {
  return (
    <p className={cn("flex items-center gap-2 py-0.5", bad && "font-strong text-bad", className)}>
      {label ? <span className="min-w-0 flex-1 truncate">{label}</span> : null}
      <span className={cn(label && "min-w-12 text-right")}>{before}</span>
      <ArrowRight aria-hidden className="shrink-0 text-ink-3" size={13} strokeWidth={1.75} />
      <span className="sr-only">becomes</span>
      <span className={cn("font-strong", label && "min-w-12 text-right")}>{after}</span>
    </p>
  );
}
