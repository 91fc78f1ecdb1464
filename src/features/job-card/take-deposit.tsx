"use client";

import { useState } from "react";
import { DepositDialog } from "#/components/by-hand/deposit-dialog.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { useScene } from "./card-context.tsx";

/** Money ahead for this card. */
export function TakeDeposit({ onClose }: { onClose: () => void }) {
  const { card, commands } = useScene();
  const key = useIdempotencyKey();
  const [refusal, setRefusal] = useState<string | null>(null);
  const { currency, locale } = card.branch;
  return (
    <DepositDialog
      busy={commands.busy}
      currency={currency}
      locale={locale}
      onChange={() => {
        key.renew();
        setRefusal(null);
      }}
      onClose={onClose}
      onTake={async (input, words) => {
        if (commands.busy) return null;
        try {
          const { changeMinor } = await commands.takeDeposit(input, key.current);
          key.renew();
          toast(
            <>
              <b className="font-strong">{card.vehicle.plate}</b>: deposit of {words} taken
            </>,
            { mark: "ok" },
          );
          return changeMinor;
        } catch (error) {
          setRefusal(errorOf(error)?.sentence ?? null);
          return null;
        }
      }}
      refusal={refusal}
      title={`Take a deposit for job card ${card.number}`}
      whose={`${card.customer.name}, ${card.vehicle.plate}`}
    />
  );
}
