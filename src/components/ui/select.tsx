"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import type { ControlProps } from "./field.tsx";
import { controlClass } from "./input.tsx";
import { optionClass, popupClass } from "./popup.ts";

export type SelectOption<Value extends string> = {
  value: Value;
  label: string;
  /** Before the label: initials, a glyph. */
  start?: ReactNode;
  /** At the right: why it cannot be taken, how busy it is. */
  end?: ReactNode;
  disabled?: boolean;
};

export type SelectProps<Value extends string> = Partial<ControlProps> & {
  options: readonly SelectOption<Value>[];
  value: Value | null;
  onValueChange: (value: Value) => void;
  placeholder?: string;
  disabled?: boolean;
  name?: string;
  size?: "sm" | "md" | "lg";
  "aria-label"?: string;
  className?: string;
};

const heights = { sm: "h-[26px] px-2 text-dense", md: "h-8 px-[11px] max-sm:h-12", lg: "h-12 px-4 text-lead" } as const;

/** One of a list, where an option is more than a word. For plain words take `NativeSelect`: it costs nothing. */
export function Select<Value extends string>({
  options,
  value,
  onValueChange,
  placeholder = "Choose",
  disabled,
  name,
  size = "md",
  className,
  required,
  ...control
}: SelectProps<Value>) {
  const chosen = options.find((option) => option.value === value);
  return (
    <Base.Root
      disabled={disabled}
      items={options}
      name={name}
      onValueChange={(next: Value | null) => {
        if (next !== null) onValueChange(next);
      }}
      required={required}
      value={value}
    >
      <Base.Trigger
        {...control}
        className={cn(
          controlClass,
          "inline-flex items-center justify-between gap-2 text-left",
          heights[size],
          className,
        )}
      >
        <Base.Value className="min-w-0 truncate">
          {() =>
            chosen ? (
              <span className="inline-flex max-w-full items-center gap-2">
                {chosen.start}
                <span className="truncate">{chosen.label}</span>
              </span>
            ) : (
              <span className="text-ink-3">{placeholder}</span>
            )
          }
        </Base.Value>
        <Base.Icon className="text-ink-3">
          <ChevronsUpDown aria-hidden size={14} strokeWidth={1.75} />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner alignItemWithTrigger={false} className="z-50" sideOffset={4}>
          <Base.Popup className={cn(popupClass, "min-w-(--anchor-width)")}>
            <Base.List className="max-h-[min(320px,var(--available-height))] overflow-y-auto py-1">
              {options.map((option) => (
                <Base.Item className={optionClass} disabled={option.disabled} key={option.value} value={option.value}>
                  {option.start}
                  <Base.ItemText className="min-w-0 flex-1 truncate">{option.label}</Base.ItemText>
                  {option.end ? <span className="text-ink-3">{option.end}</span> : null}
                  <Base.ItemIndicator className="text-accent-text">
                    <Check aria-hidden size={14} strokeWidth={2} />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
