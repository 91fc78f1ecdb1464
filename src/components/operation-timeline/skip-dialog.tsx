"use client";

import { useState } from "react";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { skipDeliveryInput } from "#/domain/operation.ts";

/** Asks why an effect is not needed; `onSkip` answers the sentence of a refusal, or null when done. */
export function SkipDialog({
  title,
  onSkip,
  onClose,
}: {
  title: string;
  onSkip: (reason: string) => Promise<string | null>;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const skip = async (): Promise<void> => {
    const parsed = skipDeliveryInput.shape.reason.safeParse(reason);
    if (!parsed.success) return setError(parsed.error.issues[0]?.message ?? null);
    setBusy(true);
    const refusal = await onSkip(parsed.data);
    setBusy(false);
    if (refusal === null) onClose();
    else setError(refusal);
  };

  return (
    <ConfirmDialog
      action="Skip it"
      busy={busy && "Skipping"}
      cancel="Keep it"
      description="It will not be tried again. The run closes with your reason, and your name stays on it."
      onAction={() => void skip()}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title={`Skip “${title}”?`}
    >
      <Field error={error} label="Reason" required>
        {(control) => (
          <Input
            {...control}
            maxLength={300}
            onChange={(event) => {
              setReason(event.target.value);
              setError(null);
            }}
            placeholder="Told them by phone"
            value={reason}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
