"use client";

import { AlertDialog as Base } from "@base-ui/react/alert-dialog";
import type { ReactNode, RefObject } from "react";
import { Button } from "./button.tsx";
import { DialogFooter, dialogClass, veilClass } from "./dialog.tsx";

export type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The question: "Skip the SMS?" */
  title: ReactNode;
  /** What happens, and what does not. */
  description: ReactNode;
  /** A verb, never "OK": "Skip SMS". */
  action: string;
  /** What stays: "Keep it". */
  cancel: string;
  onAction: () => void;
  /** What is happening while the action runs ("Skipping"). */
  busy?: string | false;
  /** True when it cannot be taken back. */
  danger?: boolean;
  /** False while a needed reason is missing. */
  ready?: boolean;
  finalFocus?: RefObject<HTMLElement | null>;
  /** A field for the reason. */
  children?: ReactNode;
};

/** Asks before something that no undo can take back. A press beside it does not close it. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  description,
  action,
  cancel,
  onAction,
  busy = false,
  danger = false,
  ready = true,
  finalFocus,
  children,
}: ConfirmDialogProps) {
  return (
    <Base.Root onOpenChange={onOpenChange} open={open}>
      <Base.Portal>
        <Base.Backdrop className={veilClass} />
        <Base.Popup className={dialogClass("sm")} finalFocus={finalFocus}>
          <form
            className="flex min-h-0 flex-col"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              if (ready && !busy) onAction();
            }}
          >
            <div className="min-h-0 overflow-y-auto px-5 py-4">
              <Base.Title className="text-dialog-title">{title}</Base.Title>
              <Base.Description className="mt-0.5 text-ink-2">{description}</Base.Description>
              {children ? <div className="mt-4">{children}</div> : null}
            </div>
            <DialogFooter>
              <Base.Close render={<Button>{cancel}</Button>} />
              <Button busy={busy} disabled={!ready} look={danger ? "danger" : "primary"} type="submit">
                {action}
              </Button>
            </DialogFooter>
          </form>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
