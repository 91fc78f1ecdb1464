"use client";

import { useMutation } from "@tanstack/react-query";
import { ReasonDialog } from "#/components/ui/reason-dialog.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { InvoiceView } from "#/domain/invoice.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useMoneyCommand } from "./use-money-command.ts";

/** Takes the whole invoice back, before anything of it is paid. */
export function VoidDialog({ invoice, onClose }: { invoice: InvoiceView; onClose: () => void }) {
  const trpc = useTRPC();
  const command = useMoneyCommand(invoice.id);
  const take = useMutation(trpc.invoice.void.mutationOptions());
  return (
    <ReasonDialog
      action="Void invoice"
      busy={command.busy && "Voiding"}
      cancel="Keep it"
      danger
      description="A credit note over all of it is issued, and nothing is owed on it any more. Parts stay where they are, and the number stays taken. It cannot be undone."
      onClose={onClose}
      onReason={(reason) =>
        void command
          .run((idempotencyKey) => take.mutateAsync({ invoiceId: invoice.id, reason, idempotencyKey }))
          .then((outcome) => {
            if (!outcome.ok) return;
            toast(`${invoice.number} is void, by ${outcome.answer.number}`, { mark: "ok" });
            onClose();
          })
      }
      refusal={command.refusal?.sentence ?? null}
      title={`Void ${invoice.number}?`}
    />
  );
}
