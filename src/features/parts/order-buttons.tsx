"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ShoppingCart } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { type DraftedView, orderName } from "#/domain/purchase-order.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** On the list of what is low the click that puts all of it on drafts. */
export function OrderButtons({ low }: { low: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch } = useShell();
  const mayDraft = useMay("purchase_order.draft");
  const router = useRouter();
  const key = useIdempotencyKey();
  const draft = useMutation(trpc.purchaseOrder.draftLow.mutationOptions());
  const order = async (): Promise<void> => {
    if (draft.isPending) return;
    try {
      const drafted = await draft.mutateAsync({ branchId: branch.id, idempotencyKey: key.current });
      key.renew();
      const [only, ...others] = drafted.orders;
      const open = only && others.length === 0 ? `/purchase-orders/${only.purchaseOrderId}` : "/purchase-orders";
      toast(draftedWords(drafted), {
        mark: "ok",
        ...(only ? { action: { label: "Open", run: () => router.push(open) } } : {}),
      });
    } catch (error) {
      toast(errorOf(error)?.sentence ?? "Nothing was ordered.", { mark: "bad" });
    } finally {
      void queries.invalidateQueries(trpc.purchaseOrder.pathFilter());
    }
  };
  return (
    <>
      {low && mayDraft ? (
        <Button busy={draft.isPending && "Ordering"} onClick={() => void order()}>
          <ShoppingCart aria-hidden size={15} strokeWidth={1.75} />
          Order what is low
        </Button>
      ) : null}
    </>
  );
}

const draftedWords = ({ added, orders }: DraftedView): string =>
  added === 0
    ? "All that is low is on order already."
    : `${added === 1 ? "1 part" : `${added} parts`} on ${orders.map(({ number }) => orderName(number)).join(", ")}`;
