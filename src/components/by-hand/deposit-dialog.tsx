"use client";

import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { ByHandFields } from "./by-hand-fields.tsx";
import { type ByHandInput, useByHand } from "./use-by-hand.ts";

/** Records money that was paid ahead, at the desk. Whose it is and how it is sent, its page knows. */
export function DepositDialog({
  title,
  whose,
  currency,
  locale,
  busy,
  refusal,
  onTake,
  onChange,
  onClose,
}: {
  title: string;
  /** "Simon Hallett, RX18 TNV" */
  whose: string;
  currency: string;
  locale: string;
  busy: boolean;
  refusal: string | null;
  /** Resolves to the change to give, or to null when it was refused. */
  onTake: (input: ByHandInput, words: string) => Promise<number | null>;
  onChange: () => void;
  onClose: () => void;
}) {
  const byHand = useByHand({ currency, locale, limitMinor: null }, null);
  const [change, setChange] = useState<number | null>(null);
  const { money, amountMinor } = byHand;
  const save = async (): Promise<void> => {
    if (change !== null) return onClose();
    const input = byHand.read();
    if (input === null) return;
    const changeMinor = await onTake(input, money(input.amountMinor));
    if (changeMinor === 0) onClose();
    // Change is given while it stands on the screen.
    else setChange(changeMinor);
  };
  useHotkeys([{ keys: "Mod+Enter", inDialog: true, run: () => void save() }]);
  return (
    <Dialog
      description={`${whose}. It pays the invoice when the work is completed; what is above it is given back.`}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title={title}
    >
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <DialogBody className="flex flex-col gap-3">
          {change === null ? (
            <ByHandFields byHand={byHand} onChange={onChange} />
          ) : (
            <p className="flex items-baseline justify-between gap-4 rounded-control bg-sunken px-3 py-2" role="status">
              <span className="text-ink-2">Taken. Change to give</span>
              <span className="whitespace-nowrap text-figure-lg">{money(change)}</span>
            </p>
          )}
          {refusal === null ? null : (
            <p className="text-bad" role="alert">
              {refusal}
            </p>
          )}
        </DialogBody>
        <DialogFooter>
          {change === null ? (
            <>
              <Button onClick={onClose}>Not now</Button>
              <Button busy={busy && "Recording"} hint="Ctrl ↵" look="primary" type="submit">
                Take {amountMinor === null || amountMinor === 0 ? "deposit" : money(amountMinor)}
              </Button>
            </>
          ) : (
            <Button look="primary" type="submit">
              Done
            </Button>
          )}
        </DialogFooter>
      </form>
    </Dialog>
  );
}
