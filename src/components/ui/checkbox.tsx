import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

type BoxProps = Omit<ComponentProps<"input">, "type" | "size"> & {
  /** Stands beside the box and is part of its target. Without it give `aria-label`. */
  children?: ReactNode;
};

const row = "group relative inline-flex min-h-6 items-center gap-2 max-sm:min-h-11 max-sm:text-lead";
const edge =
  "peer press size-4 shrink-0 appearance-none border border-control bg-surface checked:border-accent checked:bg-accent disabled:border-line disabled:bg-sunken max-sm:size-5";

/** Yes or no, saved together with the form. For a switch that acts at once take `Toggle`. */
export function Checkbox({ children, className, ...rest }: BoxProps) {
  return (
    <label className={cn(row, className)}>
      <span className="relative inline-grid place-items-center">
        <input {...rest} className={cn(edge, "rounded-chip")} type="checkbox" />
        <svg
          aria-hidden
          className="pointer-events-none absolute hidden text-on-accent peer-checked:block"
          fill="none"
          height="12"
          stroke="currentColor"
          strokeLinecap="round"
          strokeLinejoin="round"
          strokeWidth="2"
          viewBox="0 0 12 12"
          width="12"
        >
          <path d="m2.5 6.3 2.3 2.3 4.7-5" />
        </svg>
      </span>
      {children}
    </label>
  );
}

/** One of several; give all the same `name`. */
export function Radio({ children, className, ...rest }: BoxProps) {
  return (
    <label className={cn(row, className)}>
      <span className="relative inline-grid place-items-center">
        <input {...rest} className={cn(edge, "rounded-full")} type="radio" />
        <span className="pointer-events-none absolute hidden size-1.5 rounded-full bg-on-accent peer-checked:block" />
      </span>
      {children}
    </label>
  );
}

/** A switch that acts at once. */
export function Toggle({ children, className, ...rest }: BoxProps) {
  return (
    <label className={cn(row, className)}>
      <span className="relative inline-flex items-center">
        <input
          {...rest}
          className="peer press h-5 w-9 shrink-0 appearance-none rounded-full border border-control bg-sunken checked:border-accent checked:bg-accent disabled:border-line"
          type="checkbox"
        />
        <span className="pointer-events-none absolute left-[3px] size-3.5 rounded-full bg-control transition-[translate] duration-80 peer-checked:translate-x-4 peer-checked:bg-on-accent" />
      </span>
      {children}
    </label>
  );
}
