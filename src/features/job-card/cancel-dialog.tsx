"use client";

import { useState } from "react";
import { ConfirmDialog } from "#/components/ui/alert-dialog.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useScene } from "./card-context.tsx";

/** Cancelling cannot be taken back, so it asks. */
export function CancelDialog({ onClose }: { onClose: () => void }) {
  const { card, commands } = useScene();
  const [refusal, setRefusal] = useState<string | null>(null);
  const cancel = async (): Promise<void> => {
    try {
      await commands.move(card.status, "CANCELLED");
      onClose();
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
  };
  return (
    <ConfirmDialog
      action="Cancel job card"
      busy={commands.busy && "Cancelling"}
      cancel="Keep it"
      danger
      description="Reserved parts go back to free stock, and the bay is free. Nothing is invoiced. It cannot be opened again."
      onAction={() => void cancel()}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title={`Cancel job card ${card.number}?`}
    >
      {refusal ? (
        <p className="text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
    </ConfirmDialog>
  );
}
