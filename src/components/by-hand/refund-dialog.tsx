"use client";

import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { MoneyField } from "#/components/ui/number-field.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { currencySign, editableMoney, formatMoney, fractionDigits, parseMoney } from "#/domain/money.ts";
import { handMethods, type PaymentMethod, paymentMethodWords } from "#/domain/payment.ts";

const ways = ["SAME", ...handMethods] as const;
type Way = (typeof ways)[number];
const isWay = (value: string): value is Way => ways.some((way) => way === value);
export type GivenBack = { readonly amountMinor: number; readonly back: Way; readonly reason: string };

/** What becomes of it, in the words of whoever stands at the desk. */
const followsOf = (way: Way, method: PaymentMethod): string =>
  way === "SAME" && method === "CARD"
    ? "The gateway sends it to the same card, where it shows in 5 to 10 days. If the gateway refuses, it stands here with the reason, and somebody is told at once."
    : "The money is given by hand: hand it over or send it, and it is noted as given.";

/** Gives back a payment or a part of it, with the reason. */
export function RefundDialog({
  title,
  description,
  method,
  currency,
  locale,
  limitMinor,
  firstMinor,
  reasonStands,
  warn,
  busy,
  refusal,
  onChange,
  onGive,
  onClose,
}: {
  title: string;
  description: string;
  /** How it was paid. */
  method: PaymentMethod;
  currency: string;
  locale: string;
  limitMinor: number;
  /** The amount that stands there first. */
  firstMinor: number;
  /** Where the reason will be read. */
  reasonStands: string;
  /** What giving back so much brings with it; null where nothing. */
  warn?: (amountMinor: number) => string | null;
  busy: boolean;
  refusal: string | null;
  onChange: () => void;
  onGive: (given: GivenBack) => void;
  onClose: () => void;
}) {
  const money = (minor: number) => formatMoney(minor, currency, locale);
  const [amount, setAmount] = useState(() => editableMoney(firstMinor, currency));
  const [way, setWay] = useState<Way>("SAME");
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<{ amount: string | null; reason: string | null }>({ amount: null, reason: null });

  const amountMinor = parseMoney(amount, currency);
  const warning = amountMinor === null ? null : (warn?.(amountMinor) ?? null);
  const change = (set: () => void): void => {
    set();
    setWrong({ amount: null, reason: null });
    onChange();
  };
  const give = (): void => {
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
    onGive({ amountMinor, back: way, reason: reason.trim() });
  };
  useHotkeys([{ keys: "Mod+Enter", inDialog: true, run: give }]);

  return (
    <Dialog description={description} onOpenChange={(open) => (open ? undefined : onClose())} open title={title}>
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          give();
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
                    .filter((each) => each !== method)
                    .map((each) => (
                      <option key={each} value={each}>
                        {each !== "SAME"
                          ? paymentMethodWords[each]
                          : method === "CARD"
                            ? "Back to the card"
                            : paymentMethodWords[method]}
                      </option>
                    ))}
                </NativeSelect>
              )}
            </Field>
          </div>
          <Field error={wrong.reason} hint={reasonStands} label="Reason" required>
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
          <p className="text-ink-2">{followsOf(way, method)}</p>
          {warning === null ? null : <p className="mt-2 text-warn">{warning}</p>}
          {refusal === null ? null : (
            <p className="mt-2 text-bad" role="alert">
              {refusal}
            </p>
          )}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Keep it</Button>
          <Button busy={busy && "Giving back"} hint="Ctrl ↵" look="primary" type="submit">
            Give back {money(amountMinor ?? 0)}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
