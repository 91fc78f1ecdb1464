"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { MoneyField } from "#/components/ui/number-field.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import type { InvoiceView } from "#/domain/invoice.ts";
import { currencySign, editableMoney, formatMoney, fractionDigits, parseMoney } from "#/domain/money.ts";
import { handMethods, type PaymentView, paymentMethodWords } from "#/domain/payment.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useMoneyCommand } from "./use-money-command.ts";
import { refundableOf } from "./words.ts";

const ways = ["SAME", ...handMethods] as const;
type Way = (typeof ways)[number];
const isWay = (value: string): value is Way => ways.some((way) => way === value);

/** What becomes of it, in the words of whoever stands at the desk. */
const followsOf = (way: Way, { method }: PaymentView): string =>
  way === "SAME" && method === "CARD"
    ? "The gateway sends it to the same card, where it shows in 5 to 10 days. If the gateway refuses, it stands here with the reason, and somebody is told at once."
    : "The money is given by hand: hand it over or send it, and it is noted as given.";

/** Gives back a payment or a part of it, with the reason. */
export function RefundDialog({
  invoice,
  payment: opened,
  onClose,
}: {
  invoice: InvoiceView;
  payment: PaymentView;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const command = useMoneyCommand(invoice.id);
  const refund = useMutation(trpc.payment.refund.mutationOptions());
  const payment = invoice.payments.find(({ id }) => id === opened.id) ?? opened;
  const { limitMinor, invoiceId } = refundableOf(invoice, payment);
  const { currency, overpaidMinor } = invoice;
  const { locale } = invoice.parties.branch;
  const money = (minor: number) => formatMoney(minor, currency, locale);
  const [amount, setAmount] = useState(() =>
    editableMoney(overpaidMinor > 0 ? Math.min(overpaidMinor, limitMinor) : limitMinor, currency),
  );
  const [way, setWay] = useState<Way>("SAME");
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<{ amount: string | null; reason: string | null }>({ amount: null, reason: null });
  const [failed, setFailed] = useState<string | null>(null);

  const amountMinor = parseMoney(amount, currency);
  const change = (set: () => void): void => {
    set();
    setWrong({ amount: null, reason: null });
    setFailed(null);
    command.changed();
  };
  const dueAgain =
    invoiceId === null || amountMinor === null ? 0 : Math.max(0, Math.min(amountMinor, limitMinor) - overpaidMinor);

  const save = async (): Promise<void> => {
    const mistakes = {
      amount:
        amountMinor === null
          ? "Type an amount, such as 42.50."
          : amountMinor === 0
            ? "More than zero."
            : amountMinor > limitMinor
              ? `${money(limitMinor)} of it can be given back.`
              : null,
      reason: reason.trim() === "" ? "Say why." : null,
    };
    setWrong(mistakes);
    if (amountMinor === null || mistakes.amount !== null || mistakes.reason !== null) return;
    const outcome = await command.run((idempotencyKey) =>
      refund.mutateAsync({
        paymentId: payment.id,
        amountMinor,
        back: way,
        invoiceId,
        reason: reason.trim(),
        idempotencyKey,
      }),
    );
    if (!outcome.ok) {
      // It is written down and being asked about: to ask for it again would be a second one.
      if (outcome.refusal?.code !== "OUTCOME_UNKNOWN" && outcome.refusal?.code !== "IN_PROGRESS") return;
      toast(outcome.refusal.sentence, { mark: "warn", seconds: 10 });
      onClose();
      return;
    }
    const { answer } = outcome;
    if (answer.state === "FAILED") {
      const failure = command.current()?.refunds.find(({ id }) => id === answer.refundId)?.failure;
      setFailed(`${failure ?? "The gateway refused it."} Nothing was given back. Choose another way.`);
      return;
    }
    toast(
      answer.state === "PENDING" ? `${money(amountMinor)} is on its way back` : `${money(amountMinor)} is given back`,
      { mark: "ok" },
    );
    onClose();
  };
  useHotkeys([{ keys: "Mod+Enter", inDialog: true, run: () => void save() }]);
  const refusal = failed ?? (command.refusal === null ? null : command.refusal.sentence);

  return (
    <Dialog
      description={`${money(payment.receivedMinor)}, ${paymentMethodWords[payment.method].toLowerCase()}. ${money(limitMinor)} of it can be given back.`}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      title={`Give money back to ${invoice.customer.name}?`}
    >
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <DialogBody className="flex flex-col gap-1">
          <div className="grid gap-x-3 sm:grid-cols-2">
            <Field error={wrong.amount} label="Amount" required>
              {(control) => (
                <MoneyField
                  {...control}
                  currencySign={currencySign(currency, locale)}
                  decimals={fractionDigits(currency)}
                  onValueChange={(next) => change(() => setAmount(next))}
                  value={amount}
                />
              )}
            </Field>
            <Field label="How">
              {(control) => (
                <NativeSelect
                  {...control}
                  onChange={(event) => {
                    const next = event.target.value;
                    if (isWay(next)) change(() => setWay(next));
                  }}
                  value={way}
                >
                  {ways
                    .filter((each) => each !== payment.method)
                    .map((each) => (
                      <option key={each} value={each}>
                        {each !== "SAME"
                          ? paymentMethodWords[each]
                          : payment.method === "CARD"
                            ? "Back to the card"
                            : paymentMethodWords[payment.method]}
                      </option>
                    ))}
                </NativeSelect>
              )}
            </Field>
          </div>
          <Field error={wrong.reason} hint="Stands on the invoice" label="Reason" required>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                maxLength={200}
                onChange={(event) => change(() => setReason(event.target.value))}
                value={reason}
              />
            )}
          </Field>
          <p className="text-ink-2">{followsOf(way, payment)}</p>
          {dueAgain > 0 ? (
            <p className="mt-2 text-warn">
              {money(dueAgain)} becomes due on {invoice.number} again. If the customer does not owe it, issue a credit
              note first.
            </p>
          ) : null}
          {refusal === null ? null : (
            <p className="mt-2 text-bad" role="alert">
              {refusal}
            </p>
          )}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Keep it</Button>
          <Button busy={command.busy && "Giving back"} hint="Ctrl ↵" look="primary" type="submit">
            Give back {money(amountMinor ?? 0)}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
