"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ComponentProps, ReactNode, RefObject } from "react";
import { cn } from "./cn.ts";

export const veilClass =
  "fixed inset-0 z-40 bg-veil transition-opacity duration-140 data-starting-style:opacity-0 data-ending-style:opacity-0 data-ending-style:duration-100";

export const dialogClass = (size: "sm" | "lg"): string =>
  cn(
    "pop fixed inset-x-0 top-1/2 z-50 mx-auto flex max-h-[calc(100dvh-64px)] w-[calc(100%-32px)] -translate-y-1/2 flex-col overflow-hidden rounded-dialog border border-edge bg-surface text-ink shadow-e2 outline-none dark:bg-surface",
    size === "sm" ? "max-w-[420px]" : "max-w-[860px]",
  );

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The question, or the name of the work: "Skip the SMS to Simon Hallett?" */
  title: ReactNode;
  description?: ReactNode;
  /** Before the title: a plate. */
  start?: ReactNode;
  size?: "sm" | "lg";
  /** Where focus goes first; the first control when absent. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** Where focus returns; the opener when absent. */
  finalFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
};

/**
 * 420 or 860 wide, one at a time; Esc closes and focus returns to the opener. Load it on use:
 * `const Preflight = dynamic(() => import("./preflight.tsx"))`, rendered only while open.
 */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  start,
  size = "sm",
  initialFocus,
  finalFocus,
  children,
}: DialogProps) {
  return (
    <Base.Root onOpenChange={onOpenChange} open={open}>
      <Base.Portal>
        <Base.Backdrop className={veilClass} />
        <Base.Popup className={dialogClass(size)} finalFocus={finalFocus} initialFocus={initialFocus}>
          <header
            className={cn(
              "flex shrink-0 items-start gap-3",
              size === "lg" ? "min-h-[54px] items-center border-b px-5 py-2.5" : "px-5 pt-4",
            )}
          >
            {start}
            <div className="min-w-0 flex-1">
              <Base.Title className="text-dialog-title">{title}</Base.Title>
              {description ? <Base.Description className="mt-0.5 text-ink-2">{description}</Base.Description> : null}
            </div>
            {size === "lg" ? <DialogClose /> : null}
          </header>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function DialogClose() {
  return (
    <Base.Close
      aria-label="Close"
      className="press touch-target relative inline-flex size-7 items-center justify-center rounded-control text-ink-2 hover:bg-sunken"
    >
      <X aria-hidden size={18} strokeWidth={1.75} />
    </Base.Close>
  );
}

/** The part that scrolls. */
export const DialogBody = ({ className, ...rest }: ComponentProps<"div">) => (
  <div {...rest} className={cn("min-h-0 flex-1 overflow-y-auto px-5 py-4", className)} />
);

/** Verbs at the right, the ghost of a sentence at the left ("All of it happens together, or none of it does."). */
export const DialogFooter = ({
  note,
  children,
  className,
}: {
  note?: ReactNode;
  children: ReactNode;
  className?: string;
}) => (
  <footer
    className={cn(
      "flex shrink-0 flex-wrap items-center justify-end gap-2 border-t px-5 py-3.5 max-sm:[&>:not(p)]:flex-1",
      className,
    )}
  >
    {note ? <p className="mr-auto text-dense text-ink-3 max-sm:basis-full">{note}</p> : null}
    {children}
  </footer>
);
