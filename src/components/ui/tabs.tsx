"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export type TabItem<Value extends string> = { value: Value; label: ReactNode; panel: ReactNode };

/** Sections of one thing. The chosen tab belongs in the URL: give `value` and `onValueChange`. */
export function Tabs<Value extends string>({
  label,
  items,
  value,
  onValueChange,
  end,
  className,
}: {
  label: string;
  items: readonly TabItem<Value>[];
  value: Value;
  onValueChange: (value: Value) => void;
  /** At the right of the tab row: "Saved 14:19". */
  end?: ReactNode;
  className?: string;
}) {
  return (
    <Base.Root
      className={className}
      onValueChange={(next: unknown) => {
        const item = items.find((candidate) => candidate.value === next);
        if (item) onValueChange(item.value);
      }}
      value={value}
    >
      <div className="flex min-h-8 items-center gap-4">
        <Base.List aria-label={label} className="flex gap-4 overflow-x-auto">
          {items.map((item) => (
            <Base.Tab className={tabClass} key={item.value} value={item.value}>
              {item.label}
            </Base.Tab>
          ))}
        </Base.List>
        {end ? <div className="ml-auto text-dense text-ink-3">{end}</div> : null}
      </div>
      {items.map((item) => (
        <Base.Panel className="outline-none" key={item.value} value={item.value}>
          {item.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}

const tabClass = cn(
  "press touch-target relative min-h-6 whitespace-nowrap font-medium text-ink-2 hover:text-ink data-active:font-strong data-active:text-ink",
);
