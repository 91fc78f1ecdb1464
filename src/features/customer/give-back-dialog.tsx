"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type GivenBack, RefundDialog } from "#/components/by-hand/refund-dialog.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { formatMoney } from "#/domain/money.ts";
import { paymentMethodWords } from "#/domain/payment.ts";
import type { StatementView } from "#/domain/till.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useCommand } from "./use-command.ts";

/** Gives back what is kept for a customer: a deposit of a visit that did not come about, or what was paid above an invoice. */
export function GiveBackDialog({
  deposit: { paymentId, freeMinor, currency, method },
  locale,
  customerName,
  onClose,
}: {
  deposit: StatementView["deposits"][number];
  locale: string;
  customerName: string;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const refund = useMutation(trpc.payment.refund.mutationOptions());
  const command = useCommand(async (input: GivenBack & { idempotencyKey: string }) => {
    try {
      return await refund.mutateAsync({ ...input, paymentId, invoiceId: null });
    } catch (error) {
      const shown = errorOf(error);
      // It is written down and being asked about: to ask for it again would be a second one.
      if (shown?.code === "OUTCOME_UNKNOWN" || shown?.code === "IN_PROGRESS") {
        toast(shown.sentence, { mark: "warn", seconds: 10 });
        onClose();
      }
      throw error;
    }
  });
  const [failed, setFailed] = useState<string | null>(null);
  const money = (minor: number) => formatMoney(minor, currency, locale);

  const give = async (given: GivenBack): Promise<void> => {
    const answer = await command.run(given);
    if (answer === null) return;
    if (answer.state === "FAILED") {
      setFailed("The gateway refused it, nothing was given back. Choose another way.");
      return;
    }
    const amount = money(given.amountMinor);
    toast(answer.state === "PENDING" ? `${amount} is on its way back` : `${amount} is given back`, { mark: "ok" });
    onClose();
  };

  return (
    <RefundDialog
      busy={command.busy}
      currency={currency}
      description={`${money(freeMinor)} is kept for them, paid by ${paymentMethodWords[method].toLowerCase()}.`}
      firstMinor={freeMinor}
      limitMinor={freeMinor}
      locale={locale}
      method={method}
      onChange={() => {
        setFailed(null);
        command.changed();
      }}
      onClose={onClose}
      onGive={(given) => void give(given)}
      reasonStands="Stands in the till and on the receipt"
      refusal={failed ?? command.refusal?.sentence ?? null}
      title={`Give money back to ${customerName}?`}
    />
  );
}
