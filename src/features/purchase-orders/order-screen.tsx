"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { FileText, PackageCheck } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button, buttonClass } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Banner } from "#/components/ui/states.tsx";
import { isUnderWay, orderMayBecome, orderName, type PurchaseOrderView } from "#/domain/purchase-order.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { DraftForm } from "./draft-form.tsx";
import { OrderFacts } from "./order-facts.tsx";
import { OrderLines } from "./order-lines.tsx";
import { Receipts } from "./receipts.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { useOrderCommand } from "./use-order-command.ts";

const ReceiveForm = dynamic(() => import("./receive-form.tsx").then((file) => file.ReceiveForm), { ssr: false });
const CloseDialog = dynamic(() => import("./close-dialog.tsx").then((file) => file.CloseDialog), { ssr: false });

export type ArrivedCard = { jobCardId: string; jobCardNumber: number; plate: string };

/** One order: while it is a draft its lines are changed here, once it is sent its deliveries are taken in. `rail` is its timeline. */
export function OrderScreen({ purchaseOrderId, rail }: { purchaseOrderId: string; rail: ReactNode }) {
  const trpc = useTRPC();
  const { data: order } = useSuspenseQuery(trpc.purchaseOrder.byId.queryOptions({ purchaseOrderId }));
  const mayOrder = useMay("part.order");
  const mayReceive = useMay("stock.receive");
  const [receiving, setReceiving] = useState(false);
  const [closing, setClosing] = useState(false);
  const [arrived, setArrived] = useState<readonly ArrivedCard[]>([]);
  const coming = isUnderWay(order.status);
  return (
    <>
      <PageHeader
        actions={
          <>
            <a
              className={buttonClass("ghost")}
              href={`/api/files/purchase-orders/${order.id}`}
              rel="noopener"
              target="_blank"
            >
              <FileText aria-hidden size={15} strokeWidth={1.75} />
              Open PDF
            </a>
            {mayOrder && order.status === "DRAFT" ? <Drop order={order} /> : null}
            {mayOrder && orderMayBecome(order.status, "CLOSED") ? (
              <Button onClick={() => setClosing(true)}>Close order</Button>
            ) : null}
            {mayReceive && coming && !receiving ? (
              <Button look="primary" onClick={() => setReceiving(true)}>
                <PackageCheck aria-hidden size={16} strokeWidth={1.75} />
                Receive delivery
              </Button>
            ) : null}
          </>
        }
        className="border-b bg-surface"
        sub={
          <>
            {order.supplier?.name ?? "No supplier yet"}. {order.branch.name}.{" "}
            <TextLink href="/purchase-orders">All orders</TextLink>
          </>
        }
        title={
          <span className="inline-flex items-center gap-2">
            {orderName(order.number)} <StatusBadge status={order.status} />
          </span>
        }
      />
      {arrived.length > 0 ? (
        <Banner tone="note">
          <b className="font-strong">Parts arrived.</b> Nothing is missing any more for{" "}
          {arrived.map(({ jobCardId, jobCardNumber, plate }, index) => (
            <span key={jobCardId}>
              {index > 0 ? ", " : ""}
              <TextLink href={`/job-cards/${jobCardId}`}>
                job card {jobCardNumber}, {plate}
              </TextLink>
            </span>
          ))}
          .
        </Banner>
      ) : null}
      <div className="min-h-0 flex-1 overflow-y-auto min-[1360px]:grid min-[1360px]:grid-cols-[minmax(0,1fr)_348px] min-[1360px]:overflow-hidden">
        <div className="min-w-0 px-4 pt-4 pb-6 max-sm:px-3 min-[1360px]:overflow-y-auto">
          <OrderFacts order={order} />
          {receiving && coming ? (
            <ReceiveForm
              onDone={(cards) => {
                setReceiving(false);
                setArrived(cards);
              }}
              onLeave={() => setReceiving(false)}
              order={order}
            />
          ) : mayOrder && order.status === "DRAFT" ? (
            <DraftForm key={order.id} order={order} />
          ) : (
            <OrderLines order={order} />
          )}
          <Receipts order={order} />
        </div>
        {rail ? (
          <div className="border-line bg-surface max-[1359px]:border-t min-[1360px]:overflow-y-auto min-[1360px]:border-l">
            {rail}
          </div>
        ) : null}
      </div>
      {closing ? <CloseDialog onClose={() => setClosing(false)} order={order} /> : null}
    </>
  );
}

function Drop({ order }: { order: PurchaseOrderView }) {
  const trpc = useTRPC();
  const command = useOrderCommand();
  const drop = useMutation(trpc.purchaseOrder.drop.mutationOptions());
  return (
    <>
      {command.refusal ? (
        <span className="text-bad text-dense" role="alert">
          {command.refusal.sentence}
        </span>
      ) : null}
      <Button
        busy={command.busy && "Dropping"}
        look="ghost"
        onClick={() =>
          void command.run((idempotencyKey) =>
            drop.mutateAsync({ purchaseOrderId: order.id, version: order.version, idempotencyKey }),
          )
        }
      >
        Drop draft
      </Button>
    </>
  );
}
