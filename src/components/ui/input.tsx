import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

/** Edge, ground and states shared by everything one can type into or pick from. */
export const controlClass = cn(
  "press w-full rounded-control border border-control bg-surface text-body text-ink",
  "hover:border-ink-3 focus-visible:border-accent focus-visible:outline-offset-0",
  "aria-invalid:border-bad-mark aria-invalid:shadow-[inset_0_0_0_1px_var(--color-bad-mark)]",
  "disabled:border-line disabled:bg-sunken disabled:text-ink-3 disabled:opacity-100 [&:is(input,textarea):read-only]:border-line [&:is(input,textarea):read-only]:bg-sunken",
  "max-sm:rounded-touch max-sm:text-lead",
);

export type InputProps = Omit<ComponentProps<"input">, "size"> & {
  /** 26 px for a cell of a list, 32 px otherwise (48 on a phone). */
  size?: "sm" | "md" | "lg";
  /** Sits inside at the right: a unit ("mi"), a key, a lock. */
  end?: ReactNode;
  /** Sits inside at the left: an icon, a currency sign. */
  start?: ReactNode;
  /** Letters as on a number plate. */
  asPlate?: boolean;
};

const heights = {
  sm: "h-[26px] px-2 text-dense",
  md: "h-8 px-[11px] max-sm:h-12",
  lg: "h-12 rounded-touch px-4 text-lead",
} as const;

/** One line of text. Wrap it in a `Field` for its label and its message. */
export function Input({ size = "md", end, start, asPlate = false, className, type = "text", ...rest }: InputProps) {
  const input = (
    <input
      {...rest}
      className={cn(
        controlClass,
        heights[size],
        start ? (typeof start === "string" ? "pl-5" : "pl-9") : null,
        end ? "pr-12" : null,
        asPlate && "plate uppercase placeholder:font-normal placeholder:normal-case placeholder:tracking-normal",
        className,
      )}
      type={type}
    />
  );
  if (!start && !end) return input;
  return (
    <span className="relative block w-full">
      {start ? (
        <span className="pointer-events-none absolute inset-y-0 left-[11px] flex items-center text-ink-3">{start}</span>
      ) : null}
      {input}
      {end ? <span className="absolute inset-y-0 right-[11px] flex items-center text-ink-3">{end}</span> : null}
    </span>
  );
}

export function Textarea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      {...rest}
      className={cn(controlClass, "field-sizing-content block min-h-16 px-[11px] py-[6px]", className)}
      rows={rows}
    />
  );
}

/** A file to choose; the browser's button in it looks like one of ours. */
export function FileInput({ className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  return (
    <input
      {...rest}
      className={cn(
        controlClass,
        "h-8 py-[3px] pr-2 pl-[3px] text-ink-2 max-sm:h-12 max-sm:py-[5px] max-sm:pl-[5px]",
        "file:mr-2.5 file:h-6 file:rounded-chip file:border file:border-line-strong file:border-solid file:bg-canvas file:px-2 file:font-medium file:text-dense file:text-ink max-sm:file:h-9 max-sm:file:text-lead-sm dark:file:bg-raised",
        // Browsers call it read-only, since nobody types in it.
        "[&:is(input,textarea):read-only]:border-control [&:is(input,textarea):read-only]:bg-surface aria-invalid:[&:is(input,textarea):read-only]:border-bad-mark",
        className,
      )}
      type="file"
    />
  );
}
