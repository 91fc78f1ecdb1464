"use client";

import { useMutation } from "@tanstack/react-query";
import { DepositDialog } from "#/components/by-hand/deposit-dialog.tsx";
import { useShell } from "#/components/shell/shell-context.tsx";
import { useTRPC } from "#/trpc/client.tsx";
import { useCommand } from "./use-command.ts";
import type { Paying } from "./use-overlay.ts";

/** Money ahead for an appointment. */
export default function TakeDeposit({
  paying,
  onDone,
  onClose,
}: {
  paying: Paying;
  onDone: (words: string) => void;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const { branches, branch: shown } = useShell();
  const command = useCommand();
  const take = useMutation(trpc.payment.takeDeposit.mutationOptions());
  const { currency, locale } = branches.find(({ id }) => id === paying.branchId) ?? shown;
  return (
    <DepositDialog
      busy={command.busy}
      currency={currency}
      locale={locale}
      onChange={command.changed}
      onClose={onClose}
      onTake={async (input, words) => {
        const taken = await command.run((idempotencyKey) =>
          take.mutateAsync({ subject: { type: "appointment", id: paying.id }, ...input, idempotencyKey }),
        );
        if (taken === null) return null;
        if (taken.changeMinor === 0) onDone(`has a deposit of ${words}`);
        return taken.changeMinor;
      }}
      refusal={command.refusal?.sentence ?? null}
      title="Take a deposit"
      whose={`${paying.customerName}, ${paying.plate}`}
    />
  );
}
