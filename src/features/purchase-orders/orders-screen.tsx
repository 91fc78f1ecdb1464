"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useDeferredValue } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { ButtonLink, TextLink } from "#/components/ui/link.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { formatMoney } from "#/domain/money.ts";
import {
  orderName,
  type PurchaseOrderList,
  type PurchaseOrderRow,
  purchaseOrderLists,
} from "#/domain/purchase-order.ts";
import { formatDay, formatIsoDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { StatusBadge } from "./status-badge.tsx";

const words: Readonly<Record<PurchaseOrderList, string>> = {
  open: "Open",
  draft: "Drafts",
  coming: "On the way",
  done: "Done",
  all: "All",
};

/** A branch's purchase orders, the newest first; `?show=` narrows them. */
export function OrdersScreen({ branchId }: { branchId: string }) {
  const trpc = useTRPC();
  const { branch } = useShell();
  const maySuppliers = useMay("supplier.edit");
  const [show, setShow] = useQueryState("show", parseAsStringLiteral(purchaseOrderLists).withDefault("open"));
  // Suspending on a deferred value keeps the list on screen.
  const asked = useDeferredValue(show);
  const pages = useSuspenseInfiniteQuery(
    trpc.purchaseOrder.list.infiniteQueryOptions({ branchId, show: asked }, { getNextPageParam: ({ next }) => next }),
  );
  const orders = pages.data.pages.flatMap((page) => page.orders);
  const failure = pages.isFetchNextPageError ? errorOf(pages.error) : null;
  return (
    <>
      <PageHeader
        actions={
          <>
            {maySuppliers ? <ButtonLink href="/settings/suppliers">Suppliers</ButtonLink> : null}
            <ButtonLink href="/parts?show=low">Parts that are low</ButtonLink>
          </>
        }
        sub={branch.name}
        title="Purchase orders"
      >
        <Segmented
          label="Which orders"
          onValueChange={(next) => void setShow(next)}
          options={purchaseOrderLists.map((value) => ({ value, label: words[value] }))}
          value={show}
        />
      </PageHeader>
      {orders.length === 0 ? (
        <EmptyState
          action={<ButtonLink href="/parts?show=low">Open the parts that are low</ButtonLink>}
          className="mx-4 mt-2 max-w-[520px]"
          title={show === "all" ? "Nothing was ordered yet" : `No order here: ${words[show].toLowerCase()}`}
        >
          A part that falls below its reorder point is put on a draft for its supplier by itself. A short line of a job
          card is put there with one click.
        </EmptyState>
      ) : (
        <>
          <OrderTable orders={orders} stale={asked !== show} />
          <ListFoot
            className="mx-4 max-sm:mx-3"
            failed={failure ? { sentence: failure.sentence, again: () => void pages.fetchNextPage() } : null}
            loading={pages.isFetchingNextPage}
            loadMore={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
          >
            {orders.length === 1 ? "1 order" : `${orders.length} orders`}
          </ListFoot>
        </>
      )}
    </>
  );
}

function OrderTable({ orders, stale }: { orders: readonly PurchaseOrderRow[]; stale: boolean }) {
  const { branch } = useShell();
  const seesCosts = useMay("cost.read");
  return (
    <Table className={cn("mx-4 min-h-0 max-sm:mx-3", stale && "opacity-60")} label="Purchase orders">
      <TableHead>
        <tr>
          <HeadCell>Order</HeadCell>
          <HeadCell>Supplier</HeadCell>
          <HeadCell>State</HeadCell>
          <HeadCell className="max-md:hidden" numeric>
            Lines
          </HeadCell>
          <HeadCell className="max-sm:hidden">Cards waiting</HeadCell>
          <HeadCell className="max-md:hidden">Begun</HeadCell>
          <HeadCell className="max-lg:hidden">Sent</HeadCell>
          <HeadCell className="max-md:hidden">Expected</HeadCell>
          {seesCosts ? (
            <HeadCell className="max-sm:hidden" numeric>
              Cost
            </HeadCell>
          ) : null}
        </tr>
      </TableHead>
      <TableBody>
        {orders.map((order) => (
          <Row key={order.id}>
            <Cell className="whitespace-nowrap font-medium">
              <TextLink href={`/purchase-orders/${order.id}`}>{orderName(order.number)}</TextLink>
            </Cell>
            <Cell className="w-full max-w-0 truncate">
              {order.supplier?.name ?? <span className="text-warn">No supplier yet</span>}
            </Cell>
            <Cell>
              <StatusBadge status={order.status} />
            </Cell>
            <Cell className="max-md:hidden" numeric>
              {order.lines}
            </Cell>
            <Cell className="max-sm:hidden">
              {order.waiting === 0 ? null : order.waiting === 1 ? "1 card" : `${order.waiting} cards`}
            </Cell>
            <Cell className="whitespace-nowrap text-ink-2 max-md:hidden">
              {formatDay(order.createdAt, branch.zone)}
            </Cell>
            <Cell className="whitespace-nowrap text-ink-2 max-lg:hidden">
              {order.sentAt === null ? null : formatDay(order.sentAt, branch.zone)}
            </Cell>
            <Cell className="whitespace-nowrap text-ink-2 max-md:hidden">
              {order.expectedOn === null ? null : formatIsoDate(order.expectedOn)}
            </Cell>
            {seesCosts ? (
              <Cell className="max-sm:hidden" numeric>
                {order.totalMinor === undefined ? "" : formatMoney(order.totalMinor, branch.currency, branch.locale)}
              </Cell>
            ) : null}
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
