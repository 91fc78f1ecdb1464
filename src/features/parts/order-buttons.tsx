"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ShoppingCart } from "lucide-react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { ButtonLink, TextLink } from "#/components/ui/link.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { type DraftedView, orderName } from "#/domain/purchase-order.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** Where the orders are, and on the list of what is low the click that puts all of it on drafts. */
export function OrderButtons({ low }: { low: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch } = useShell();
  const mayDraft = useMay("purchase_order.draft");
  const seesOrders = useMay("purchase_order.read");
  const key = useIdempotencyKey();
  const draft = useMutation(trpc.purchaseOrder.draftLow.mutationOptions());
  const order = async (): Promise<void> => {
    if (draft.isPending) return;
    try {
      const drafted = await draft.mutateAsync({ branchId: branch.id, idempotencyKey: key.current });
      key.renew();
      toast(<Drafted drafted={drafted} />, { mark: "ok" });
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
      {seesOrders ? (
        <ButtonLink className="max-sm:hidden" href="/purchase-orders">
          Purchase orders
        </ButtonLink>
      ) : null}
    </>
  );
}

function Drafted({ drafted: { added, orders } }: { drafted: DraftedView }) {
  if (added === 0) return <>All that is low is on order already.</>;
  return (
    <>
      {added === 1 ? "1 part" : `${added} parts`} on{" "}
      {orders.map(({ purchaseOrderId, number }, index) => (
        <span key={purchaseOrderId}>
          {index > 0 ? ", " : ""}
          <TextLink href={`/purchase-orders/${purchaseOrderId}`}>{orderName(number)}</TextLink>
        </span>
      ))}
    </>
  );
}
