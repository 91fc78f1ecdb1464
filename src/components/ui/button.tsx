import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";
import { Kbd } from "./kbd.tsx";

const looks = {
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-hover",
  default: "border-line-strong bg-surface text-ink hover:bg-canvas dark:hover:bg-raised",
  // Off, it is paler: a box around it would be more than what is on.
  ghost: cn(
    "border-transparent text-ink-2 hover:bg-sunken hover:text-ink",
    "aria-disabled:border-transparent aria-disabled:bg-transparent aria-disabled:opacity-50 disabled:border-transparent disabled:bg-transparent disabled:opacity-50",
  ),
  danger: "border-bad-mark bg-surface text-bad hover:bg-bad-soft",
} as const;

const sizes = {
  sm: "h-[26px] gap-1.5 rounded-control px-[9px] text-dense",
  md: "h-8 gap-2 rounded-control px-3 text-body max-sm:h-12 max-sm:rounded-touch max-sm:px-4 max-sm:text-lead",
  lg: "h-12 gap-2 rounded-touch px-4 text-lead",
} as const;

const square = { sm: "w-[26px] px-0", md: "w-8 px-0 max-sm:w-12 max-sm:px-0", lg: "w-12 px-0" } as const;

export type ButtonLook = keyof typeof looks;
export type ButtonSize = keyof typeof sizes;

/** Class names of a button, for a link or another element that must look like one. */
export const buttonClass = (
  look: ButtonLook = "default",
  size: ButtonSize = "md",
  { icon = false, className }: { icon?: boolean; className?: string } = {},
): string =>
  cn(
    "press touch-target relative inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap border font-medium",
    "aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-ink-3 disabled:border-line disabled:bg-sunken disabled:text-ink-3",
    "aria-busy:border-transparent aria-busy:opacity-90",
    looks[look],
    sizes[size],
    icon && square[size],
    className,
  );

export type ButtonProps = Omit<ComponentProps<"button">, "type"> & {
  look?: ButtonLook;
  size?: ButtonSize;
  type?: "button" | "submit" | "reset";
  /** Square, for a lone icon; needs `aria-label`. */
  icon?: boolean;
  /** What is happening ("Sending invoice"): replaces the label, and the button cannot be pressed twice. */
  busy?: string | false | null;
  /** The key that does the same: "Alt C". */
  hint?: string;
};

/** A verb. One primary button a screen. */
export function Button({
  look = "default",
  size = "md",
  type = "button",
  icon,
  busy,
  hint,
  className,
  children,
  onClick,
  disabled,
  ...rest
}: ButtonProps) {
  const working = typeof busy === "string";
  const label = (
    <>
      {children}
      {hint ? <KeyHint hint={hint} onAccent={look === "primary" && !disabled} /> : null}
    </>
  );
  return (
    <button
      {...rest}
      aria-busy={working || undefined}
      className={buttonClass(look, size, { icon, className })}
      disabled={disabled}
      onClick={working ? undefined : onClick}
      type={working ? "button" : type}
    >
      {working ? (
        // The label keeps its place: were the button to shrink, its neighbour would slide under the second press of a
        // double click.
        <span className="grid place-items-center">
          <span aria-hidden className="invisible col-start-1 row-start-1 inline-flex items-center gap-2">
            {label}
          </span>
          <span className="col-start-1 row-start-1 inline-flex items-center gap-2">
            <Spinner />
            <span aria-live="polite">{busy}</span>
          </span>
        </span>
      ) : (
        label
      )}
    </button>
  );
}

function KeyHint({ hint, onAccent }: { hint: string; onAccent: boolean }): ReactNode {
  return (
    <span aria-hidden className="max-lg:hidden pointer-coarse:hidden">
      <Kbd onAccent={onAccent}>{hint}</Kbd>
    </span>
  );
}

/** The turning arc. Never without a word beside it. */
export function Spinner({ className }: { className?: string }) {
  return (
    <svg aria-hidden className={cn("shrink-0 animate-arc", className)} height="14" viewBox="0 0 14 14" width="14">
      <path d="M7 1.4A5.6 5.6 0 0 1 12.6 7" fill="none" stroke="currentColor" strokeLinecap="round" strokeWidth="1.8" />
    </svg>
  );
}
