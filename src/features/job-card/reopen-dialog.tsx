"use client";

import { useState } from "react";
import { ReasonDialog } from "#/components/ui/reason-dialog.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { useFormats, useScene } from "./card-context.tsx";

/** Opens a completed card again: all of what that takes back is said before. */
export function ReopenDialog({ onClose }: { onClose: () => void }) {
  const { card, commands } = useScene();
  const { money } = useFormats();
  const key = useIdempotencyKey();
  const [refusal, setRefusal] = useState<string | null>(null);
  const { invoice } = card;
  const paid = invoice && invoice.paidMinor > 0 ? ` The ${money(invoice.paidMinor)} paid stand for this card.` : "";
  const reopen = async (reason: string): Promise<void> => {
    try {
      const { number } = await commands.reopen(reason, key.current);
      key.renew();
      toast(
        <>
          Job card {card.number} is open again
          {number === null ? "" : `; ${invoice?.number ?? "its invoice"} was taken back by ${number}`}
        </>,
        { mark: "ok", seconds: 8 },
      );
      onClose();
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
  };
  return (
    <ReasonDialog
      action="Reopen job card"
      busy={commands.busy && "Reopening"}
      cancel="Leave it closed"
      description={`${invoice ? `Invoice ${invoice.number} is taken back by a credit note` : "Its invoice is taken back by a credit note"}, its parts are on the shelf again and held for this card, and the car's history says that this visit was reversed.${paid} Completing it again issues a new invoice.`}
      onClose={onClose}
      onReason={(reason) => void reopen(reason)}
      refusal={refusal}
      title={`Reopen job card ${card.number}?`}
    />
  );
}
