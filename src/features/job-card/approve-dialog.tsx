"use client";

import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogFooter } from "#/components/ui/dialog.tsx";
import { ApproveForm } from "./approve-form.tsx";
import { useScene } from "./card-context.tsx";

/** Asks what the customer has agreed to. `lineIds` are ticked at first; none means every unapproved line. */
export function ApproveDialog({ lineIds, onClose }: { lineIds: readonly string[]; onClose: () => void }) {
  const { card } = useScene();
  return (
    <Dialog
      description="Their parts are reserved at once. Completing asks again if the total grows."
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title={`What has ${card.customer.name} agreed to?`}
    >
      <ApproveForm
        className="min-h-0 flex-1 overflow-y-auto px-5 py-4"
        foot={({ busy, ready, label }) => (
          <DialogFooter>
            <Button onClick={onClose}>Not yet</Button>
            <Button busy={busy && "Reserving parts"} disabled={!ready} look="primary" type="submit">
              {label}
            </Button>
          </DialogFooter>
        )}
        lineIds={lineIds}
        onDone={onClose}
      />
    </Dialog>
  );
}
