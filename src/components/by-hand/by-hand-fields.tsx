"use client";

import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { MoneyField } from "#/components/ui/number-field.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import { currencySign, fractionDigits } from "#/domain/money.ts";
import { handMethods, paymentMethodWords } from "#/domain/payment.ts";
import type { ByHand, ByHandError } from "./use-by-hand.ts";

const referenceHints = {
  TERMINAL: "The number on the terminal's slip",
  CASH: "Receipt number, where one was written",
  TRANSFER: "As it stands on the bank's statement",
} as const;

/** How the money came, how much of it, and the change to give, which is read from across the desk. */
export function ByHandFields({
  byHand,
  amountHint,
  onChange,
}: {
  byHand: ByHand;
  amountHint?: string;
  /** What is sent next is another thing than what an answer may have been lost for. */
  onChange: () => void;
}) {
  const { typed, error, currency, locale, money, changeMinor } = byHand;
  const sign = currencySign(currency, locale);
  const decimals = fractionDigits(currency);
  const errorOf = (field: ByHandError["field"]) => (error?.field === field ? error.sentence : null);
  const set: ByHand["set"] = (next) => {
    byHand.set(next);
    onChange();
  };
  return (
    <>
      <Segmented
        className="self-start max-sm:w-full max-sm:[&>label]:flex-1 max-sm:[&>label]:justify-center max-sm:[&>label]:px-1.5"
        label="How it was paid"
        onValueChange={(method) => set({ method })}
        options={handMethods.map((value) => ({ value, label: paymentMethodWords[value] }))}
        value={typed.method}
      />
      <div className="grid gap-x-3 gap-y-2 sm:grid-cols-2">
        <Field error={errorOf("amountMinor")} hint={amountHint} label="Amount">
          {(control) => (
            <MoneyField
              {...control}
              currencySign={sign}
              decimals={decimals}
              onValueChange={(amount) => set({ amount })}
              value={typed.amount}
            />
          )}
        </Field>
        {typed.method === "CASH" ? (
          <Field error={errorOf("tenderedMinor")} hint="Shows the change" label="Cash given">
            {(control) => (
              <MoneyField
                {...control}
                currencySign={sign}
                decimals={decimals}
                onValueChange={(tendered) => set({ tendered })}
                value={typed.tendered}
              />
            )}
          </Field>
        ) : null}
      </div>
      {changeMinor === null ? null : (
        <p aria-live="polite" className="flex items-baseline justify-between gap-4 rounded-control bg-sunken px-3 py-2">
          <span className="text-ink-2">Change</span>
          <span className="whitespace-nowrap text-figure-lg">{money(changeMinor)}</span>
        </p>
      )}
      <Field error={errorOf("reference")} hint={referenceHints[typed.method]} label="Reference">
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            maxLength={80}
            onChange={(event) => set({ reference: event.target.value })}
            value={typed.reference}
          />
        )}
      </Field>
    </>
  );
}
