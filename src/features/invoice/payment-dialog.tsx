"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import type { InvoiceView } from "#/domain/invoice.ts";
import { formatMoney } from "#/domain/money.ts";
import { type HandMethod, handMethods, paymentMethodWords, takePaymentInput } from "#/domain/payment.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** Records that what is due was taken, in cash or by the card terminal; the amount is not typed. */
export function PaymentDialog({
  invoice,
  dueMinor,
  onClose,
}: {
  invoice: InvoiceView;
  dueMinor: number;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const take = useMutation(trpc.payment.take.mutationOptions());
  const [method, setMethod] = useState<HandMethod>("TERMINAL");
  const [reference, setReference] = useState("");
  const [refusal, setRefusal] = useState<{ field: string | null; form: string | null }>({ field: null, form: null });
  // What the dialog was opened for: a payment somebody else takes meanwhile must not change it under the hand.
  const [amountMinor] = useState(dueMinor);
  const underWay = useRef(false);
  const amount = formatMoney(amountMinor, invoice.currency, invoice.parties.branch.locale);

  const change = (set: () => void): void => {
    set();
    setRefusal({ field: null, form: null });
    key.renew();
  };
  const save = async (): Promise<void> => {
    if (underWay.current) return;
    const parsed = takePaymentInput.safeParse({ invoiceId: invoice.id, method, amountMinor, reference });
    if (!parsed.success) {
      setRefusal({ field: "80 characters at most.", form: null });
      return;
    }
    underWay.current = true;
    try {
      await take.mutateAsync({ ...parsed.data, idempotencyKey: key.current });
      await queries.invalidateQueries(trpc.invoice.byId.queryFilter({ invoiceId: invoice.id }));
      void queries.invalidateQueries(trpc.operation.pathFilter());
      void queries.invalidateQueries(trpc.jobCard.pathFilter());
      toast(
        <>
          <b className="font-strong">{invoice.number}</b> paid, {amount} by {paymentMethodWords[method].toLowerCase()}
        </>,
        { mark: "ok" },
      );
      onClose();
    } catch (error) {
      const shown = errorOf(error);
      setRefusal({
        field: shown?.fields.reference ?? null,
        form: shown?.fields.reference ? null : (shown?.sentence ?? null),
      });
      // Paid by somebody else, or another amount is due: the screen behind shows what is true now.
      await queries.invalidateQueries(trpc.invoice.byId.queryFilter({ invoiceId: invoice.id }));
      underWay.current = false;
    }
  };
  useHotkeys([{ keys: "Mod+Enter", inDialog: true, run: () => void save() }]);

  return (
    <Dialog
      description={`${invoice.number}, ${invoice.customer.name}. The full amount; it cannot be taken back here.`}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title={`Take ${amount}?`}
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
          <Segmented
            className="self-start"
            label="How it was paid"
            onValueChange={(next) => change(() => setMethod(next))}
            options={handMethods.map((value) => ({ value, label: paymentMethodWords[value] }))}
            value={method}
          />
          <Field
            error={refusal.field}
            hint={method === "TERMINAL" ? "The number on the terminal's slip" : "Receipt number, where one was written"}
            label="Reference"
          >
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                maxLength={80}
                onChange={(event) => change(() => setReference(event.target.value))}
                value={reference}
              />
            )}
          </Field>
          {refusal.form ? (
            <p className="text-bad" role="alert">
              {refusal.form}
            </p>
          ) : null}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Not now</Button>
          <Button busy={take.isPending && "Recording"} hint="Ctrl ↵" look="primary" type="submit">
            Take {amount}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
