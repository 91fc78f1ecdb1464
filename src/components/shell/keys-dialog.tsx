"use client";

import { Toggle } from "#/components/ui/checkbox.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Keys } from "#/components/ui/kbd.tsx";
import { setSingleKeys, useHotkeyList, useSingleKeys } from "#/components/ui/use-hotkeys.ts";

/** The keys of this screen, read from what is registered, so that the list cannot lie. */
export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const keys = useHotkeyList();
  const single = useSingleKeys();
  return (
    <Dialog onOpenChange={onOpenChange} open={open} title="Keys">
      <DialogBody>
        <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
          {keys.map(({ keys: caps, label }) => (
            <div className="contents" key={`${caps.join("+")} ${label}`}>
              <dt>
                <Keys keys={caps} />
              </dt>
              <dd className="text-ink-2">{label}</dd>
            </div>
          ))}
          <div className="contents">
            <dt>
              <Keys keys={["Esc"]} />
            </dt>
            <dd className="text-ink-2">put back, close</dd>
          </div>
        </dl>
      </DialogBody>
      <DialogFooter>
        <span className="mr-auto">
          <Toggle checked={single} onChange={(event) => setSingleKeys(event.target.checked)}>
            Single letters act
          </Toggle>
        </span>
      </DialogFooter>
    </Dialog>
  );
}
