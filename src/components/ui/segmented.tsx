import { type ReactNode, useId } from "react";
import { cn } from "./cn.ts";

export type SegmentedOption<Value extends string> = { value: Value; label: ReactNode; disabled?: boolean };

export type SegmentedProps<Value extends string> = {
  /** Accessible name of the group. */
  label: string;
  options: readonly SegmentedOption<Value>[];
  value: Value;
  onValueChange: (value: Value) => void;
  size?: "sm" | "md" | "lg";
  className?: string;
};

const heights = { sm: "h-[26px] text-dense pointer-coarse:h-11", md: "h-8 max-sm:h-12", lg: "h-12 text-lead" } as const;

/** Two to five choices side by side; radio buttons underneath, so arrows move between them. */
export function Segmented<Value extends string>({
  label,
  options,
  value,
  onValueChange,
  size = "md",
  className,
}: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset
      className={cn(
        "inline-flex min-w-0 shrink-0 divide-x divide-line rounded-control border border-line-strong bg-surface",
        heights[size],
        className,
      )}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          className={cn(
            "press relative flex cursor-pointer items-center whitespace-nowrap px-2.5 font-medium text-ink-2 first:rounded-l-[5px] last:rounded-r-[5px]",
            "hover:bg-canvas has-checked:bg-accent-soft has-checked:font-strong has-checked:text-accent-text has-disabled:text-ink-3",
            "has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2 has-focus-visible:z-1",
          )}
          key={option.value}
        >
          <input
            checked={option.value === value}
            className="absolute inset-0 size-full cursor-pointer appearance-none outline-none"
            disabled={option.disabled}
            name={name}
            onChange={() => onValueChange(option.value)}
            type="radio"
            value={option.value}
          />
          <span className="inline-flex items-center gap-1.5">{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
