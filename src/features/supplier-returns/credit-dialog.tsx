"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { MoneyField } from "#/components/ui/number-field.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { currencySign, editableMoney, parseMoney } from "#/domain/money.ts";
import { returnName, type SupplierReturnView } from "#/domain/supplier-return.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useReturnCommand } from "./use-return-command.ts";

/** Notes what the supplier has credited; the return is over then, whatever it was. */
export function CreditDialog({ row, onClose }: { row: SupplierReturnView; onClose: () => void }) {
  const trpc = useTRPC();
  const command = useReturnCommand();
  const credit = useMutation(trpc.supplierReturn.credit.mutationOptions());
  const { currency, locale } = row.branch;
  const [amount, setAmount] = useState(editableMoney(row.expectedMinor ?? 0, currency));
  const [reference, setReference] = useState("");
  const [tried, setTried] = useState(false);
  const creditedMinor = parseMoney(amount, currency);
  const submit = async (): Promise<void> => {
    setTried(true);
    if (creditedMinor === null) return;
    const answer = await command.run((idempotencyKey) =>
      credit.mutateAsync({
        ...{ supplierReturnId: row.id, version: row.version, creditedMinor, reference },
        idempotencyKey,
      }),
    );
    if (answer === null) return;
    toast(`${returnName(row.number)} is credited`, { mark: "ok" });
    onClose();
  };
  return (
    <Dialog
      description={`As it stands on the credit note of ${row.supplier.name}; nothing, if they credit none of it.`}
      onOpenChange={(stays) => (stays ? undefined : onClose())}
      open
      title={`What was credited for ${returnName(row.number)}?`}
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
          <Field
            error={tried && creditedMinor === null ? "An amount looks like 84.20." : undefined}
            label="Credited"
            required
          >
            {(control) => (
              <MoneyField
                {...control}
                currencySign={currencySign(currency, locale)}
                onValueChange={(value) => {
                  setAmount(value);
                  command.changed();
                }}
                value={amount}
              />
            )}
          </Field>
          <Field label="Their credit note">
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                maxLength={80}
                onChange={(event) => {
                  setReference(event.target.value);
                  command.changed();
                }}
                value={reference}
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
            Note credit
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
