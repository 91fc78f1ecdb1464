"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ByHandFields } from "#/components/by-hand/by-hand-fields.tsx";
import { useByHand } from "#/components/by-hand/use-by-hand.ts";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import type { InvoiceView } from "#/domain/invoice.ts";
import { type HandMethod, paymentMethodWords } from "#/domain/payment.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useMoneyCommand } from "./use-money-command.ts";
import { roomOf } from "./words.ts";

type Taken = { paymentId: string; method: HandMethod; amountMinor: number; changeMinor: number };

/** Records what was taken at the desk: all that is due or a part of it, then the rest in another way. */
export function PaymentDialog({ invoice, onClose }: { invoice: InvoiceView; onClose: () => void }) {
  const trpc = useTRPC();
  const command = useMoneyCommand(invoice.id);
  const take = useMutation(trpc.payment.take.mutationOptions());
  const room = roomOf(invoice);
  const { currency } = invoice;
  const byHand = useByHand({ currency, locale: invoice.parties.branch.locale, limitMinor: room }, room);
  const [taken, setTaken] = useState<readonly Taken[]>([]);
  const { money } = byHand;
  const last = taken.at(-1);
  const done = last !== undefined && room === 0;

  const save = async (): Promise<void> => {
    if (done) return onClose();
    const input = byHand.read();
    if (input === null) return;
    const outcome = await command.run((idempotencyKey) =>
      take.mutateAsync({ invoiceId: invoice.id, ...input, idempotencyKey }),
    );
    if (!outcome.ok) return;
    const { answer } = outcome;
    const { paymentId, changeMinor } = answer;
    const left = command.current();
    const leftMinor = left === undefined ? (answer.dueMinor ?? 0) : roomOf(left);
    // Change is given while it stands on the screen.
    if (leftMinor === 0 && changeMinor === 0) {
      toast(
        <>
          <b className="font-strong">{invoice.number}</b>
          {answer.dueMinor === 0 ? " paid, " : ": "}
          {money(input.amountMinor)} by {paymentMethodWords[input.method].toLowerCase()}
        </>,
        { mark: "ok" },
      );
      return onClose();
    }
    setTaken((before) => [...before, { ...input, paymentId, changeMinor }]);
    byHand.restart(leftMinor);
  };
  useHotkeys([{ keys: "Mod+Enter", inDialog: true, run: () => void save() }]);

  const { refusal } = command;
  const own = refusal === null ? null : (Object.values(refusal.fields)[0] ?? refusal.sentence);
  return (
    <Dialog
      description={`${invoice.number}, ${invoice.customer.name}.${
        invoice.pendingMinor > 0 ? ` ${money(invoice.pendingMinor)} of it is being paid online right now.` : ""
      }`}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title={done ? "Nothing is due any more" : `Take payment, ${money(room)} due`}
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
          <div aria-live="polite" className="contents">
            {taken.length === 0 ? null : (
              <ul className="divide-y divide-line border-y">
                {taken.map(({ paymentId, method, amountMinor }) => (
                  <li className="flex items-center gap-2 py-1.5" key={paymentId}>
                    <Glyph shape="tick" tone="ok" />
                    <span className="min-w-0 flex-1">{paymentMethodWords[method]}</span>
                    <span className="whitespace-nowrap font-strong">{money(amountMinor)}</span>
                  </li>
                ))}
              </ul>
            )}
            {last !== undefined && last.changeMinor > 0 ? (
              <p className="flex items-baseline justify-between gap-4 rounded-control bg-sunken px-3 py-2">
                <span className="text-ink-2">Change to give</span>
                <span className="whitespace-nowrap text-figure-lg">{money(last.changeMinor)}</span>
              </p>
            ) : null}
          </div>
          {done ? null : (
            <ByHandFields
              amountHint={taken.length === 0 ? "All that is due, or a part of it" : `${money(room)} is left`}
              byHand={byHand}
              onChange={command.changed}
            />
          )}
          {own === null ? null : (
            <p className="text-bad" role="alert">
              {own}
            </p>
          )}
        </DialogBody>
        <DialogFooter>
          {done ? (
            <Button look="primary" type="submit">
              Done
            </Button>
          ) : (
            <>
              <Button onClick={onClose}>{taken.length === 0 ? "Not now" : "Leave the rest"}</Button>
              <Button busy={command.busy && "Recording"} hint="Ctrl ↵" look="primary" type="submit">
                Take {money(byHand.amountMinor ?? 0)}
              </Button>
            </>
          )}
        </DialogFooter>
      </form>
    </Dialog>
  );
}
