"use client";

import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";

/** The payment link, to be copied by hand where the browser gives no clipboard. */
export function LinkDialog({ link, onClose }: { link: string; onClose: () => void }) {
  return (
    <Dialog
      description="The browser did not let it be copied. It is selected: copy it with Ctrl C."
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title="Payment link"
    >
      <DialogBody>
        <Field hint="Whoever has it can see and pay this invoice" label="Link">
          {(control) => <Input {...control} onFocus={(event) => event.target.select()} readOnly value={link} />}
        </Field>
      </DialogBody>
      <DialogFooter>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
