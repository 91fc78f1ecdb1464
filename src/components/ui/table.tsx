import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** A white sheet whose head stays while its rows scroll. Give the wrapper a height (`className`) to make it scroll. */
export function Table({ className, label, ...rest }: ComponentProps<"table"> & { label?: string }) {
  return (
    <div className={cn("relative min-w-0 overflow-auto rounded-control border bg-surface", className)}>
      <table {...rest} aria-label={label} className="w-full border-separate border-spacing-0" />
    </div>
  );
}

export const TableHead = (props: ComponentProps<"thead">) => <thead {...props} />;
export const TableBody = (props: ComponentProps<"tbody">) => <tbody {...props} />;

export const HeadCell = ({ numeric, className, ...rest }: ComponentProps<"th"> & { numeric?: boolean }) => (
  <th
    scope="col"
    {...rest}
    className={cn(
      "sticky top-0 z-1 h-[33px] whitespace-nowrap border-b bg-surface px-2 text-left text-dense font-medium text-ink-3 first:pl-3 last:pr-3",
      numeric && "text-right",
      className,
    )}
  />
);

const states = {
  selected: "bg-accent-soft [&>:first-child]:shadow-[inset_3px_0_0_var(--color-accent)]",
  changed: "animate-flash [&>:first-child]:shadow-[inset_3px_0_0_var(--color-note)]",
  failed: "bg-bad-soft",
  group: "bg-canvas font-strong",
} as const;

/** 33 high with its rule. `changed` is someone else's change, and fades. */
export const Row = ({ state, className, ...rest }: ComponentProps<"tr"> & { state?: keyof typeof states | null }) => (
  <tr
    {...rest}
    aria-selected={state === "selected" || undefined}
    className={cn(
      "group/row [&:last-child>td]:border-b-0",
      state ? states[state] : "hover:bg-canvas dark:hover:bg-raised",
      className,
    )}
  />
);

/** Numbers stand right, with their unit in the same cell; they are never cut. */
export const Cell = ({ numeric, className, ...rest }: ComponentProps<"td"> & { numeric?: boolean }) => (
  <td
    {...rest}
    className={cn("h-[33px] border-b px-2 first:pl-3 last:pr-3", numeric && "whitespace-nowrap text-right", className)}
  />
);
