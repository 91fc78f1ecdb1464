"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ComponentProps, ReactElement, ReactNode } from "react";
import { cn } from "./cn.ts";
import { popupClass } from "./popup.ts";

export type PopoverProps = {
  /** The element that opens it, usually a `Button`. */
  trigger?: ReactElement;
  /** Where it stands when it opens without a trigger. */
  anchor?: ComponentProps<typeof Base.Positioner>["anchor"];
  open?: boolean;
  /** `details` says why: a press beside it, Esc. */
  onOpenChange?: ComponentProps<typeof Base.Root>["onOpenChange"];
  title?: ReactNode;
  side?: "top" | "bottom" | "left" | "right";
  align?: "start" | "center" | "end";
  className?: string;
  children: ReactNode;
};

/** Opens beside what it is about, never over it. */
export function Popover({
  trigger,
  anchor,
  open,
  onOpenChange,
  title,
  side = "bottom",
  align = "start",
  className,
  children,
}: PopoverProps) {
  return (
    <Base.Root onOpenChange={onOpenChange} open={open}>
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Positioner align={align} anchor={anchor} className="z-50" side={side} sideOffset={6}>
          <Base.Popup className={cn(popupClass, "w-72 rounded-panel p-3", className)}>
            {title ? <Base.Title className="mb-2 text-section">{title}</Base.Title> : null}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
