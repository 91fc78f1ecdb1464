"use client";

import { type ReactNode, useState } from "react";
import { ConfirmDialog } from "./alert-dialog.tsx";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";

/** Asks for the reason of something before it is done, and shows why it was refused. */
export function ReasonDialog({
  title,
  description,
  action,
  cancel,
  busy,
  refusal,
  danger = false,
  children,
  onReason,
  onClose,
}: {
  title: ReactNode;
  description: ReactNode;
  action: string;
  cancel: string;
  busy: string | false;
  refusal: string | null;
  danger?: boolean;
  /** What else is chosen, beneath the reason. */
  children?: ReactNode;
  onReason: (reason: string) => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  return (
    <ConfirmDialog
      action={action}
      busy={busy}
      cancel={cancel}
      danger={danger}
      description={description}
      onAction={() => onReason(reason.trim())}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      ready={reason.trim() !== ""}
      title={title}
    >
      <Field error={refusal} label="Reason" required>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            maxLength={300}
            onChange={(event) => setReason(event.target.value)}
            value={reason}
          />
        )}
      </Field>
      {children}
    </ConfirmDialog>
  );
}
