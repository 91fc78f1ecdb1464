"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { ButtonLink, TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import type { PartStandingView } from "#/domain/part.ts";
import { orderName, purchaseOrderStatusWords } from "#/domain/purchase-order.ts";
import { formatQuantity, quantityMilli, quantityText } from "#/domain/quantity.ts";
import { stockTransferStatusWords, transferName } from "#/domain/stock-transfer.ts";
import { formatIsoDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { Ledger } from "./ledger.tsx";

/** A part everywhere: what each branch has of it, what is on its way, and every movement at the branch that was chosen. */
export function PartScreen({ partId, branchId }: { partId: string; branchId: string | null }) {
  const trpc = useTRPC();
  const { branch: current } = useShell();
  const { data: part } = useSuspenseQuery(trpc.part.standing.queryOptions({ partId }));
  const chosen =
    part.branches.find((each) => each.branchId === branchId) ??
    part.branches.find((each) => each.branchId === current.id) ??
    part.branches[0];
  return (
    <>
      <PageHeader
        actions={<ButtonLink href={`/parts?part=${part.id}`}>Receive, correct, edit</ButtonLink>}
        sub={
          <>
            {part.number}
            {part.supplier === null ? ", no supplier yet" : `, bought of ${part.supplier.name}`}
          </>
        }
        title={part.name}
      />
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 pb-6 max-sm:px-3">
        <Branches chosenId={chosen?.branchId ?? null} part={part} />
        <Coming part={part} />
        <Moving part={part} />
        {chosen ? (
          <Panel aria-label={`Movements at ${chosen.name}`}>
            <PanelHead title={`Movements at ${chosen.name}`} />
            <Ledger branchId={chosen.branchId} key={chosen.branchId} partId={part.id} unit={part.unit} />
          </Panel>
        ) : null}
      </div>
    </>
  );
}

const sumOf = (texts: readonly string[]): string =>
  quantityText(texts.reduce((sum, text) => sum + quantityMilli(text), 0));

function Branches({ part, chosenId }: { part: PartStandingView; chosenId: string | null }) {
  const { branches, coming, unit } = part;
  const comingTo = (branchId: string): string =>
    sumOf(coming.filter((order) => order.branchId === branchId).map(({ quantity }) => quantity));
  return (
    <Table label="Stock by branch">
      <TableHead>
        <tr>
          <HeadCell>Branch</HeadCell>
          <HeadCell className="max-sm:hidden">Bin</HeadCell>
          <HeadCell numeric>On hand</HeadCell>
          <HeadCell numeric>Reserved</HeadCell>
          <HeadCell numeric>Free</HeadCell>
          <HeadCell numeric>On order</HeadCell>
          <HeadCell className="max-sm:hidden" numeric>
            Reorder at
          </HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {branches.map((each) => (
          <Row key={each.branchId} state={each.branchId === chosenId && branches.length > 1 ? "selected" : null}>
            <Cell className="w-full">
              <TextLink href={`/parts/${part.id}?branch=${each.branchId}`} scroll={false}>
                {each.name}
              </TextLink>
            </Cell>
            <Cell className="max-sm:hidden">{each.bin}</Cell>
            <Cell numeric>{formatQuantity(each.onHand, unit)}</Cell>
            <Cell numeric>{formatQuantity(each.reserved, unit)}</Cell>
            <Cell className="font-strong" numeric>
              {formatQuantity(each.free, unit)}
            </Cell>
            <Cell numeric>{formatQuantity(comingTo(each.branchId), unit)}</Cell>
            <Cell className="text-ink-2 max-sm:hidden" numeric>
              {Number(each.reorderPoint) === 0 ? "–" : formatQuantity(each.reorderPoint, "")}
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

function Moving({ part: { transfers, unit } }: { part: PartStandingView }) {
  if (transfers.length === 0) return null;
  return (
    <Panel aria-label="Between branches">
      <PanelHead title="Between branches" />
      <ul className="divide-y divide-line border-t">
        {transfers.map((transfer) => (
          <li className="flex flex-wrap gap-x-3 px-4 py-2" key={transfer.stockTransferId}>
            <TextLink href={`/transfers/${transfer.stockTransferId}`}>{transferName(transfer.number)}</TextLink>
            <span>
              {formatQuantity(transfer.quantity, unit)} from {transfer.fromName} to {transfer.toName}
            </span>
            <span className="text-ink-2">{stockTransferStatusWords[transfer.status]}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Coming({ part: { coming, unit } }: { part: PartStandingView }) {
  const seesOrders = useMay("purchase_order.read");
  if (coming.length === 0) return <p className="text-ink-2">Nothing of it is on order.</p>;
  return (
    <Panel aria-label="On order">
      <PanelHead title="On order" />
      <ul className="divide-y divide-line border-t">
        {coming.map((order) => (
          <li className="flex flex-wrap gap-x-3 px-4 py-2" key={order.purchaseOrderId}>
            {seesOrders ? (
              <TextLink href={`/purchase-orders/${order.purchaseOrderId}`}>{orderName(order.number)}</TextLink>
            ) : (
              orderName(order.number)
            )}
            <span>
              {formatQuantity(order.quantity, unit)} for {order.branchName}
            </span>
            <span className="text-ink-2">
              {purchaseOrderStatusWords[order.status]}
              {order.expectedOn === null ? "" : `, expected ${formatIsoDate(order.expectedOn)}`}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
