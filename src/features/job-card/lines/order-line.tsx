"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { LinkButton, TextLink } from "#/components/ui/link.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { JobLineView } from "#/domain/job-card.ts";
import { orderName, purchaseOrderStatusWords } from "#/domain/purchase-order.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { formatIsoDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { useScene } from "../card-context.tsx";
import { sayRefusal } from "../refusal.ts";

/** Of a short line: the order that its part is on, or one click that puts it on one. */
export function OrderLine({ line }: { line: JobLineView }) {
  const { card, commands } = useScene();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayDraft = useMay("purchase_order.draft");
  const seesOrders = useMay("purchase_order.read");
  const key = useIdempotencyKey();
  const draft = useMutation(trpc.purchaseOrder.draftLine.mutationOptions());
  const [busy, setBusy] = useState(false);
  const { onOrder } = line;
  if (onOrder !== null) {
    const words = `${orderName(onOrder.number)}, ${purchaseOrderStatusWords[onOrder.status].toLowerCase()}`;
    return (
      <span className="inline-flex min-h-6 items-center gap-1">
        {formatQuantity(onOrder.quantity, line.unit)} on{" "}
        {seesOrders ? <TextLink href={`/purchase-orders/${onOrder.purchaseOrderId}`}>{words}</TextLink> : words}
        {onOrder.expectedOn === null ? "" : `, expected ${formatIsoDate(onOrder.expectedOn)}`}
      </span>
    );
  }
  if (!mayDraft || line.partId === null) return null;
  const order = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      const { orders } = await draft.mutateAsync({
        jobCardId: card.id,
        lineId: line.id,
        idempotencyKey: key.current,
      });
      key.renew();
      const [first] = orders;
      if (first)
        toast(
          `On ${orderName(first.number)}${first.supplier === null ? ", which has no supplier yet" : ` for ${first.supplier}`}`,
          { mark: "ok" },
        );
    } catch (error) {
      sayRefusal(error);
    } finally {
      void queries.invalidateQueries(trpc.purchaseOrder.pathFilter());
      await commands.refresh();
      setBusy(false);
    }
  };
  return (
    <LinkButton aria-busy={busy || undefined} onClick={() => void order()}>
      {busy ? "Ordering" : "Order it"}
    </LinkButton>
  );
}
