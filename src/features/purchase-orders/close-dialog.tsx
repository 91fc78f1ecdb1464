"use client";

import { useMutation } from "@tanstack/react-query";
import { ReasonDialog } from "#/components/ui/reason-dialog.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { orderName, type PurchaseOrderView } from "#/domain/purchase-order.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useOrderCommand } from "./use-order-command.ts";

/** Ends an order of which nothing more comes. */
export function CloseDialog({ order, onClose }: { order: PurchaseOrderView; onClose: () => void }) {
  const trpc = useTRPC();
  const command = useOrderCommand();
  const close = useMutation(trpc.purchaseOrder.close.mutationOptions());
  const name = orderName(order.number);
  return (
    <ReasonDialog
      action="Close order"
      busy={command.busy && "Closing"}
      cancel="Keep it open"
      danger
      description="Nothing more is expected of it, and no delivery can be taken in on it. What has not come counts as missing again, and is ordered anew when it is low."
      onClose={onClose}
      onReason={(reason) =>
        void command
          .run((idempotencyKey) =>
            close.mutateAsync({ purchaseOrderId: order.id, version: order.version, reason, idempotencyKey }),
          )
          .then((answer) => {
            if (answer === null) return;
            toast(`${name} is closed`, { mark: "ok" });
            onClose();
          })
      }
      refusal={command.refusal?.sentence ?? null}
      title={`Close ${name}?`}
    />
  );
}
