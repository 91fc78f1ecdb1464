"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type GivenBack, RefundDialog as RefundForm } from "#/components/by-hand/refund-dialog.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { InvoiceView } from "#/domain/invoice.ts";
import { formatMoney } from "#/domain/money.ts";
import { type PaymentView, paymentMethodWords } from "#/domain/payment.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useMoneyCommand } from "./use-money-command.ts";
import { refundableOf } from "./words.ts";

/** Gives back a payment of an invoice, or a part of it. */
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
  const [failed, setFailed] = useState<string | null>(null);

  const give = async (given: GivenBack): Promise<void> => {
    const outcome = await command.run((idempotencyKey) =>
      refund.mutateAsync({ paymentId: payment.id, invoiceId, ...given, idempotencyKey }),
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
    const amount = money(given.amountMinor);
    toast(answer.state === "PENDING" ? `${amount} is on its way back` : `${amount} is given back`, { mark: "ok" });
    onClose();
  };

  return (
    <RefundForm
      busy={command.busy}
      currency={currency}
      description={`${money(payment.receivedMinor)}, ${paymentMethodWords[payment.method].toLowerCase()}. ${money(limitMinor)} of it can be given back.`}
      firstMinor={overpaidMinor > 0 ? Math.min(overpaidMinor, limitMinor) : limitMinor}
      limitMinor={limitMinor}
      locale={locale}
      method={payment.method}
      onChange={() => {
        setFailed(null);
        command.changed();
      }}
      onClose={onClose}
      onGive={(given) => void give(given)}
      reasonStands="Stands on the invoice"
      refusal={failed ?? command.refusal?.sentence ?? null}
      title={`Give money back to ${invoice.customer.name}?`}
      warn={(amountMinor) => {
        const dueAgain = invoiceId === null ? 0 : Math.max(0, Math.min(amountMinor, limitMinor) - overpaidMinor);
        return dueAgain === 0
          ? null
          : `${money(dueAgain)} becomes due on ${invoice.number} again. If the customer does not owe it, issue a credit note first.`;
      }}
    />
  );
}
