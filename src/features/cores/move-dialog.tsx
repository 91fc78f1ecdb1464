"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { MoneyField, QuantityField } from "#/components/ui/number-field.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { type CoreMovementKind, type CoreRow, coreLeft, coreMovementWords } from "#/domain/core.ts";
import { currencySign, editableMoney, parseMoney } from "#/domain/money.ts";
import { parseQuantity, quantityText } from "#/domain/quantity.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { moveWords } from "./move-words.ts";
import { useCoreCommand } from "./use-core-command.ts";

const descriptions: Readonly<Record<CoreMovementKind, (supplier: string) => string>> = {
  COLLECTED: (supplier) => `They wait here until they go to ${supplier}.`,
  SENT: (supplier) => `${supplier} owes the deposit from now on, until it is credited.`,
  CREDITED: (supplier) => `As it stands on the credit note of ${supplier}; nothing, if they refused them.`,
  LAPSED: (supplier) => `The customer kept the old unit, or ${supplier} waits no more. It costs the deposit.`,
};

/** Notes what happened to old units of a core: how many, and what there is to say of it. */
export function MoveDialog({ core, kind, onClose }: { core: CoreRow; kind: CoreMovementKind; onClose: () => void }) {
  const trpc = useTRPC();
  const { branch } = useShell();
  const command = useCoreCommand();
  const collect = useMutation(trpc.core.collect.mutationOptions());
  const send = useMutation(trpc.core.send.mutationOptions());
  const credit = useMutation(trpc.core.credit.mutationOptions());
  const lapse = useMutation(trpc.core.lapse.mutationOptions());
  const left = coreLeft(core)[kind];
  const worth = (milli: number) =>
    editableMoney(Math.round((milli * (core.depositMinor ?? 0)) / 1000), branch.currency);
  const [quantity, setQuantity] = useState(quantityText(left));
  // Follows the quantity until somebody types an amount.
  const [typedAmount, setAmount] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const milli = parseQuantity(quantity);
  const amount = typedAmount ?? worth(milli ?? 0);
  const creditedMinor = parseMoney(amount, branch.currency);
  const words = moveWords[kind];
  const wrong = {
    quantity: milli === null || milli <= 0 ? "A quantity looks like 1 or 0.5." : null,
    amount: kind === "CREDITED" && creditedMinor === null ? "An amount looks like 84.20." : null,
    note: kind === "LAPSED" && note.trim() === "" ? "Say why the deposit is given up." : null,
  };
  const said = (sentence: string | null) => (tried && sentence !== null ? sentence : undefined);
  const submit = async (): Promise<void> => {
    setTried(true);
    if (milli === null || Object.values(wrong).some((sentence) => sentence !== null)) return;
    const answer = await command.run((idempotencyKey) => {
      const input = { coreId: core.id, version: core.version, quantity: quantityText(milli), note, idempotencyKey };
      if (kind === "COLLECTED") return collect.mutateAsync(input);
      if (kind === "SENT") return send.mutateAsync(input);
      if (kind === "LAPSED") return lapse.mutateAsync(input);
      return credit.mutateAsync({ ...input, creditedMinor: creditedMinor ?? 0 });
    });
    if (answer === null) return;
    toast(`${core.part.name}: ${coreMovementWords[kind].toLowerCase()}`, { mark: "ok" });
    onClose();
  };
  return (
    <Dialog
      description={`${core.part.name}, ${core.part.number}. ${descriptions[kind](core.supplier.name)}`}
      onOpenChange={(stays) => (stays ? undefined : onClose())}
      open
      title={words.title}
    >
      <form
        className="flex min-h-0 flex-col"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="min-h-0 overflow-y-auto px-5 py-4">
          <Field error={said(wrong.quantity)} hint={`${quantityText(left)} at most`} label="How many" required>
            {(control) => (
              <QuantityField
                {...control}
                onValueChange={(value) => {
                  setQuantity(value);
                  command.changed();
                }}
                unit={core.part.unit}
                value={quantity}
              />
            )}
          </Field>
          {kind === "CREDITED" ? (
            <Field error={said(wrong.amount)} label="Credited in all" required>
              {(control) => (
                <MoneyField
                  {...control}
                  currencySign={currencySign(branch.currency, branch.locale)}
                  onValueChange={(value) => {
                    setAmount(value);
                    command.changed();
                  }}
                  value={amount}
                />
              )}
            </Field>
          ) : null}
          <Field error={said(wrong.note)} label={words.note} required={kind === "LAPSED"}>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                maxLength={200}
                onChange={(event) => {
                  setNote(event.target.value);
                  command.changed();
                }}
                value={note}
              />
            )}
          </Field>
          {command.refusal ? (
            <p className="text-bad" role="alert">
              {command.refusal.sentence}
            </p>
          ) : null}
        </div>
        <DialogFooter>
          <Button onClick={onClose}>Not now</Button>
          <Button busy={command.busy && "Noting"} look="primary" type="submit">
            {words.save}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
