"use client";

import { Combobox as Base } from "@base-ui/react/combobox";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import type { ControlProps } from "./field.tsx";
import { controlClass } from "./input.tsx";
import { optionClass, popupClass } from "./popup.ts";

export type ComboboxProps<Item> = Partial<ControlProps> & {
  items: readonly Item[];
  value: Item | null;
  onValueChange: (item: Item | null) => void;
  itemKey: (item: Item) => string;
  /** What stands in the field once chosen, and what is matched while typing. */
  itemLabel: (item: Item) => string;
  /** A row of the list; the label when absent. Money and counts go to the right. */
  renderItem?: (item: Item) => ReactNode;
  /** Given: the server searches, and `items` are its answer. Left out: the list is filtered here. */
  onQueryChange?: (query: string) => void;
  query?: string;
  /** Said while the answer is on its way ("Looking for brake disc"). */
  searching?: string | false;
  /** Said when nothing matches: what would be here, and what to do. */
  empty?: ReactNode;
  placeholder?: string;
  disabled?: boolean;
  size?: "sm" | "md" | "lg";
  start?: ReactNode;
  "aria-label"?: string;
  className?: string;
};

const heights = { sm: "h-[26px] px-2 text-dense", md: "h-8 px-[11px] max-sm:h-12", lg: "h-12 px-4 text-lead" } as const;

/** Type to find, arrows and Enter to take. */
export function Combobox<Item>({
  items,
  value,
  onValueChange,
  itemKey,
  itemLabel,
  renderItem,
  onQueryChange,
  query,
  searching,
  empty = "Nothing matches.",
  placeholder,
  disabled,
  size = "md",
  start,
  className,
  required,
  ...control
}: ComboboxProps<Item>) {
  return (
    <Base.Root<Item>
      autoHighlight
      disabled={disabled}
      filter={onQueryChange ? null : undefined}
      inputValue={query}
      isItemEqualToValue={(a, b) => itemKey(a) === itemKey(b)}
      items={items}
      itemToStringLabel={itemLabel}
      onInputValueChange={onQueryChange}
      onValueChange={(next) => onValueChange(next)}
      required={required}
      value={value}
    >
      <span className="relative block w-full">
        {start ? (
          <span className="pointer-events-none absolute inset-y-0 left-[11px] flex items-center text-ink-3">
            {start}
          </span>
        ) : null}
        <Base.Input
          {...control}
          className={cn(controlClass, heights[size], start ? "pl-9" : null, className)}
          placeholder={placeholder}
        />
      </span>
      <Base.Portal>
        <Base.Positioner align="start" className="z-50" sideOffset={4}>
          <Base.Popup className={cn(popupClass, "min-w-(--anchor-width) max-w-(--available-width)")}>
            <Base.Status className="px-3 text-ink-3 not-empty:py-2">{searching || null}</Base.Status>
            {searching ? null : <Base.Empty className="px-3 text-ink-2 not-empty:py-2">{empty}</Base.Empty>}
            <Base.List className="max-h-[min(330px,var(--available-height))] divide-y divide-line overflow-y-auto data-empty:hidden">
              {(item: Item) => (
                <Base.Item className={optionClass} key={itemKey(item)} value={item}>
                  {renderItem ? renderItem(item) : itemLabel(item)}
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
