"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { MoneyField } from "#/components/ui/number-field.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import type { Credit } from "#/domain/credits.ts";
import type { InvoiceView } from "#/domain/invoice.ts";
import { currencySign, formatMoney, formatRate, fractionDigits, parseMoney } from "#/domain/money.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { CreditLines } from "./credit-lines.tsx";
import { askedOf, type Chosen, creditOfChosen, creditOfMoney } from "./credit-reckoning.ts";
import { useMoneyCommand } from "./use-money-command.ts";

type By = "lines" | "amount";

/** Takes back a part of an invoice, by its lines or by an amount, reckoned as the server will. */
export function CreditDialog({ invoice, onClose }: { invoice: InvoiceView; onClose: () => void }) {
  const trpc = useTRPC();
  const command = useMoneyCommand(invoice.id);
  const issue = useMutation(trpc.invoice.credit.mutationOptions());
  const { currency } = invoice;
  const { locale } = invoice.parties.branch;
  const money = (minor: number) => formatMoney(minor, currency, locale);
  const [by, setBy] = useState<By>("lines");
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);

  const amountMinor = parseMoney(amount, currency);
  const credit = by === "lines" ? creditOfChosen(invoice.lines, chosen) : creditOfMoney(invoice.lines, amountMinor);
  const change = (set: () => void): void => {
    set();
    command.changed();
  };
  const save = async (): Promise<void> => {
    setAsked(true);
    if (typeof credit === "string" || reason.trim() === "") return;
    const outcome = await command.run((idempotencyKey) =>
      issue.mutateAsync({
        invoiceId: invoice.id,
        reason: reason.trim(),
        credit: by === "lines" ? { by, lines: askedOf(invoice.lines, chosen) } : { by, amountMinor: credit.totalMinor },
        idempotencyKey,
      }),
    );
    if (!outcome.ok) return;
    const { number, totalMinor, overpaidMinor } = outcome.answer;
    toast(
      <>
        <b className="font-strong">{number}</b> over {money(totalMinor)} is issued
        {overpaidMinor > 0 ? `, and ${money(overpaidMinor)} is to be given back` : ""}
      </>,
      { mark: "ok", seconds: 8 },
    );
    onClose();
  };
  useHotkeys([{ keys: "Mod+Enter", inDialog: true, run: () => void save() }]);

  return (
    <Dialog
      description={`${invoice.customer.name}, ${money(invoice.totalMinor)}${
        invoice.creditedMinor > 0 ? `, of which ${money(invoice.creditedMinor)} is credited` : ""
      }`}
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      size="lg"
      title={`Credit note for ${invoice.number}`}
    >
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <DialogBody className="flex flex-col gap-4">
          <Segmented
            className="self-start"
            label="What is taken back"
            onValueChange={(next) => change(() => setBy(next))}
            options={[
              { value: "lines", label: "By line" },
              { value: "amount", label: "By amount" },
            ]}
            value={by}
          />
          {by === "lines" ? (
            <CreditLines
              chosen={chosen}
              invoice={invoice}
              money={money}
              onChange={(next) => change(() => setChosen(next))}
            />
          ) : (
            <Field
              className="max-w-60"
              error={asked && typeof credit === "string" ? credit : null}
              hint="Tax inside it, spread over the lines"
              label="Amount"
              required
            >
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
          )}
          <div className="grid gap-x-8 gap-y-2 md:grid-cols-[1fr_minmax(260px,320px)]">
            <Field
              error={asked && reason.trim() === "" ? "Say why: it stands on the credit note." : null}
              hint="Stands on the credit note"
              label="Reason"
              required
            >
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
            <CreditTotals credit={credit} invoice={invoice} money={money} />
          </div>
          {asked && by === "lines" && typeof credit === "string" ? (
            <p className="text-bad" role="alert">
              {credit}
            </p>
          ) : null}
          {command.refusal === null ? null : (
            <p className="text-bad" role="alert">
              {command.refusal.sentence}
            </p>
          )}
        </DialogBody>
        <DialogFooter note="The invoice stays as it was issued; the credit note stands beside it.">
          <Button onClick={onClose}>Not now</Button>
          <Button busy={command.busy && "Issuing"} hint="Ctrl ↵" look="primary" type="submit">
            Issue credit note{typeof credit === "string" ? "" : ` over ${money(credit.totalMinor)}`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

/** What the credit note will say, and what it leaves of the invoice. */
function CreditTotals({
  credit,
  invoice,
  money,
}: {
  credit: Credit | string;
  invoice: InvoiceView;
  money: (minor: number) => string;
}) {
  const known = typeof credit === "string" ? { netMinor: 0, taxes: [], totalMinor: 0 } : credit;
  const left = invoice.totalMinor - invoice.creditedMinor - known.totalMinor - invoice.paidMinor;
  const row = "flex justify-between gap-4 py-px";
  return (
    <dl aria-live="polite">
      <div className={row}>
        <dt className="text-ink-2">Net</dt>
        <dd>{money(-known.netMinor)}</dd>
      </div>
      {known.taxes.map(({ rateBp, taxMinor }) => (
        <div className={row} key={rateBp}>
          <dt className="text-ink-2">
            {invoice.parties.branch.taxName} {formatRate(rateBp)}
          </dt>
          <dd>{money(-taxMinor)}</dd>
        </div>
      ))}
      <div className={`${row} font-strong`}>
        <dt>Credit</dt>
        <dd>{money(-known.totalMinor)}</dd>
      </div>
      <div className={`${row} mt-1 items-baseline border-t pt-1.5`}>
        <dt className={left < 0 ? "text-warn" : "text-ink-2"}>{left < 0 ? "Then to give back" : "Then due"}</dt>
        <dd className={`text-figure-sm ${left < 0 ? "text-warn" : ""}`}>{money(Math.abs(left))}</dd>
      </div>
    </dl>
  );
}
