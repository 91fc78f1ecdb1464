import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

/** The grey of one value: same box, same height. It appears after 120 ms and does not move. */
export const Skeleton = ({ className, ...rest }: ComponentProps<"span">) => (
  <span
    {...rest}
    aria-hidden
    className={cn("inline-block h-3 animate-late rounded-chip bg-ghost align-middle", className)}
  />
);

/** A part that is on its way, with its real headings; `label` says what ("Job card 4127 is loading"). */
export const SkeletonPart = ({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) => (
  <div aria-busy className={className}>
    <span className="sr-only" role="status">
      {label}
    </span>
    {children}
  </div>
);
