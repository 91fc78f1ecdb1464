"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import { Search } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { cn } from "./cn.ts";
import { veilClass } from "./dialog.tsx";
import { Kbd } from "./kbd.tsx";

export type CommandPaletteProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  query: string;
  onQueryChange: (query: string) => void;
  placeholder: string;
  /** What is shown may be of what was typed before: Enter then waits for the answer. */
  pending: boolean;
  /** Said while the answer is on its way, or when nothing was found. */
  status?: ReactNode;
  /** "Also 2 old invoices for kx19" */
  foot?: ReactNode;
  children: ReactNode;
};

/** Finds anything and does anything. The server ranks, so nothing is filtered here. Load it on use. */
export function CommandPalette({
  open,
  onOpenChange,
  query,
  onQueryChange,
  placeholder,
  pending,
  status,
  foot,
  children,
}: CommandPaletteProps) {
  const list = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState("");
  // Answers come after the keys: what Enter takes is the first of what is there, until somebody has moved.
  const moved = useRef(false);
  const entered = useRef(false);
  useEffect(() => {
    if (!open) moved.current = entered.current = false;
    const items = [...(list.current?.querySelectorAll<HTMLElement>("[cmdk-item]") ?? [])];
    const first = items[0]?.dataset.value;
    if (first !== undefined && (!moved.current || items.every((item) => item.dataset.value !== chosen)))
      setChosen(first);
    if (pending || !entered.current) return;
    entered.current = false;
    items[0]?.click();
  });
  return (
    <Base.Root onOpenChange={onOpenChange} open={open}>
      <Base.Portal>
        <Base.Backdrop className={veilClass} />
        <Base.Popup
          aria-label="Find"
          className="pop fixed inset-x-0 top-[12dvh] z-50 mx-auto w-[calc(100%-32px)] max-w-[560px] overflow-hidden rounded-dialog border border-edge bg-raised shadow-e2 outline-none"
        >
          <Command
            label="Find"
            loop
            onKeyDown={(event) => {
              moved.current ||= ["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key);
              if (event.key !== "Enter" || !pending || moved.current || event.nativeEvent.isComposing) return;
              event.preventDefault();
              entered.current = true;
            }}
            onPointerMove={() => {
              moved.current = true;
            }}
            onValueChange={setChosen}
            shouldFilter={false}
            value={chosen}
          >
            <div className="flex h-[46px] items-center gap-3 border-b px-4">
              <Search aria-hidden className="text-ink-3" size={16} strokeWidth={1.75} />
              <Command.Input
                className="h-full min-w-0 flex-1 bg-transparent text-section font-normal outline-none"
                onValueChange={(typed) => {
                  moved.current = entered.current = false;
                  onQueryChange(typed);
                }}
                placeholder={placeholder}
                value={query}
              />
              <Kbd>Esc</Kbd>
            </div>
            <div className="px-4 text-ink-2 not-empty:pt-3 not-empty:pb-1" role="status">
              {status}
            </div>
            <Command.List ref={list} label="What was found" className="max-h-[min(420px,60dvh)] overflow-y-auto py-1.5">
              {children}
            </Command.List>
            {foot ? <div className="border-t px-4 py-2.5 text-dense text-ink-3">{foot}</div> : null}
          </Command>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export const PaletteGroup = ({ label, children }: { label: string; children: ReactNode }) => (
  <Command.Group
    className="[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-dense [&_[cmdk-group-heading]]:text-ink-3"
    heading={label}
  >
    {children}
  </Command.Group>
);

export function PaletteItem({
  id,
  icon,
  hint,
  onSelect,
  className,
  children,
}: {
  /** Unique in the list. */
  id: string;
  icon?: ReactNode;
  hint?: string;
  onSelect: () => void;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Command.Item
      className={cn(
        "group/item flex min-h-9 cursor-default items-center gap-3 px-4 data-[selected=true]:bg-accent-soft pointer-coarse:min-h-11",
        className,
      )}
      onSelect={onSelect}
      value={id}
    >
      {icon ? <span className="flex w-4 shrink-0 justify-center text-ink-3">{icon}</span> : null}
      <span className="flex min-w-0 flex-1 items-center gap-2.5">{children}</span>
      {hint ? <Kbd>{hint}</Kbd> : <Kbd className="invisible group-data-[selected=true]/item:visible">↵</Kbd>}
    </Command.Item>
  );
}
