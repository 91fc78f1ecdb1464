"use client";

import { ContextMenu as BaseContext } from "@base-ui/react/context-menu";
import { Menu as Base } from "@base-ui/react/menu";
import { Check, ChevronRight } from "lucide-react";
import type { ComponentProps, ReactElement, ReactNode } from "react";
import { cn } from "./cn.ts";
import { Kbd } from "./kbd.tsx";
import { optionClass, popupClass } from "./popup.ts";

const menuClass = cn(popupClass, "min-w-52 max-w-80 py-1");

export type MenuProps = {
  /** The element that opens it; leave out when a key opens it on an `anchor`. */
  trigger?: ReactElement;
  anchor?: ComponentProps<typeof Base.Positioner>["anchor"];
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  /** Accessible name when there is no trigger. */
  label?: string;
  finalFocus?: ComponentProps<typeof Base.Popup>["finalFocus"];
  children: ReactNode;
};

/** Things to do with what the opener stands for. */
export function Menu({
  trigger,
  anchor,
  open,
  onOpenChange,
  align = "start",
  side = "bottom",
  label,
  finalFocus,
  children,
}: MenuProps) {
  return (
    <Base.Root modal={false} onOpenChange={onOpenChange} open={open}>
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Positioner
          align={align}
          anchor={anchor}
          className="z-50"
          side={side}
          sideOffset={4}
          // Of something too large to stand beside it stands over it, never out of the window.
          sticky={trigger === undefined}
        >
          <Base.Popup aria-label={label} className={menuClass} finalFocus={finalFocus}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** The same items by the second mouse button, on `children`. */
export function ContextMenu({ items, children }: { items: ReactNode; children: ReactElement }) {
  return (
    <BaseContext.Root>
      <BaseContext.Trigger render={children} />
      <BaseContext.Portal>
        <BaseContext.Positioner className="z-50">
          <BaseContext.Popup className={menuClass}>{items}</BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  );
}

type ItemProps = {
  icon?: ReactNode;
  /** The key that does the same: "M". */
  hint?: string;
  /** Why it cannot be done now; shown under the label, and the item is off. */
  refusal?: string | null;
  danger?: boolean;
  children: ReactNode;
};

const inside = ({ icon, hint, refusal, children }: ItemProps): ReactNode => (
  <>
    {icon ? <span className="shrink-0 text-ink-3">{icon}</span> : null}
    <span className="min-w-0 flex-1">
      {children}
      {refusal ? <span className="block text-dense text-ink-3">{refusal}</span> : null}
    </span>
    {hint ? (
      <span aria-hidden className="ml-4">
        <Kbd>{hint}</Kbd>
      </span>
    ) : null}
  </>
);

export function MenuItem({ onSelect, ...item }: ItemProps & { onSelect: () => void }) {
  return (
    <Base.Item
      className={cn(optionClass, item.danger && "text-bad")}
      disabled={Boolean(item.refusal)}
      onClick={onSelect}
    >
      {inside(item)}
    </Base.Item>
  );
}

export function MenuLink({ href, ...item }: ItemProps & { href: string }) {
  return (
    <Base.LinkItem className={optionClass} href={href}>
      {inside(item)}
    </Base.LinkItem>
  );
}

/** One of several states; the chosen one is ticked. */
export function MenuChoice<Value extends string>({
  value,
  onValueChange,
  options,
}: {
  value: Value | null;
  onValueChange: (value: Value) => void;
  options: readonly (Omit<ItemProps, "children"> & { value: Value; label: ReactNode })[];
}) {
  return (
    <Base.RadioGroup
      onValueChange={(next: unknown) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option) onValueChange(option.value);
      }}
      value={value}
    >
      {options.map((option) => (
        <Base.RadioItem
          className={optionClass}
          closeOnClick
          disabled={Boolean(option.refusal)}
          key={option.value}
          value={option.value}
        >
          {inside({ ...option, children: option.label })}
          <Base.RadioItemIndicator className="text-accent-text">
            <Check aria-hidden size={14} strokeWidth={2} />
          </Base.RadioItemIndicator>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

export function MenuSub({ label, icon, children }: { label: ReactNode; icon?: ReactNode; children: ReactNode }) {
  return (
    <Base.SubmenuRoot>
      {/* A quick hand leaves the line before it is in the list: without the delay the list closed under it, one time in six. */}
      <Base.SubmenuTrigger className={cn(optionClass, "data-popup-open:bg-accent-soft")} closeDelay={300}>
        {inside({ icon, children: label })}
        <ChevronRight aria-hidden className="text-ink-3" size={14} strokeWidth={1.75} />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner alignOffset={-4} className="z-50" sideOffset={-4}>
          <Base.Popup className={menuClass}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  );
}

export const MenuSeparator = () => <Base.Separator className="my-1 h-px bg-line" />;

export const MenuGroup = ({ label, children }: { label: ReactNode; children: ReactNode }) => (
  <Base.Group>
    <Base.GroupLabel className="px-3 pt-1.5 pb-1 text-dense text-ink-3">{label}</Base.GroupLabel>
    {children}
  </Base.Group>
);
