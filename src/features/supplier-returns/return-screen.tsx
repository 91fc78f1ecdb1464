"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { Truck } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Fact, Facts } from "#/components/ui/panel.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { formatMoney } from "#/domain/money.ts";
import { orderName } from "#/domain/purchase-order.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { returnName, type SupplierReturnView } from "#/domain/supplier-return.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { useReturnCommand } from "./use-return-command.ts";

const CreditDialog = dynamic(() => import("./credit-dialog.tsx").then((file) => file.CreditDialog), { ssr: false });

/** One return: sent, then credited. `rail` is its timeline. */
export function ReturnScreen({ supplierReturnId, rail }: { supplierReturnId: string; rail: ReactNode }) {
  const trpc = useTRPC();
  const { data: row } = useSuspenseQuery(trpc.supplierReturn.byId.queryOptions({ supplierReturnId }));
  const command = useReturnCommand();
  const send = useMutation(trpc.supplierReturn.send.mutationOptions());
  const cancel = useMutation(trpc.supplierReturn.cancel.mutationOptions());
  const mayReturn = useMay("purchase_order.draft");
  const mayCredit = useMay("part.order");
  const [crediting, setCrediting] = useState(false);
  const at = { supplierReturnId: row.id, version: row.version };
  return (
    <>
      <PageHeader
        actions={
          <>
            {mayReturn && row.status === "DRAFT" ? (
              <>
                <Button
                  busy={cancel.isPending && "Cancelling"}
                  look="ghost"
                  onClick={() => void command.run((idempotencyKey) => cancel.mutateAsync({ ...at, idempotencyKey }))}
                >
                  Cancel return
                </Button>
                <Button
                  busy={send.isPending && "Sending"}
                  look="primary"
                  onClick={() => void command.run((idempotencyKey) => send.mutateAsync({ ...at, idempotencyKey }))}
                >
                  <Truck aria-hidden size={16} strokeWidth={1.75} />
                  It has left
                </Button>
              </>
            ) : null}
            {mayCredit && row.status === "SENT" ? (
              <Button look="primary" onClick={() => setCrediting(true)}>
                Note the credit
              </Button>
            ) : null}
          </>
        }
        className="border-b bg-surface"
        sub={
          <>
            To {row.supplier.name}. {row.branch.name}. <TextLink href="/supplier-returns">All returns</TextLink>
          </>
        }
        title={
          <span className="inline-flex items-center gap-2">
            {returnName(row.number)} <StatusBadge status={row.status} />
          </span>
        }
      />
      <div className="min-h-0 flex-1 overflow-y-auto min-[1360px]:grid min-[1360px]:grid-cols-[minmax(0,1fr)_348px] min-[1360px]:overflow-hidden">
        <div className="min-w-0 px-4 pt-4 pb-6 max-sm:px-3 min-[1360px]:overflow-y-auto">
          {command.refusal ? (
            <p className="mb-3 text-bad" role="alert">
              {command.refusal.sentence}
            </p>
          ) : null}
          <ReturnFacts row={row} />
          <p className="mb-3 break-words text-ink-2">{row.reason}</p>
          <ReturnLines row={row} />
        </div>
        {rail ? (
          <div className="border-line bg-surface max-[1359px]:border-t min-[1360px]:overflow-y-auto min-[1360px]:border-l">
            {rail}
          </div>
        ) : null}
      </div>
      {crediting && row.status === "SENT" ? <CreditDialog onClose={() => setCrediting(false)} row={row} /> : null}
    </>
  );
}

function ReturnFacts({ row }: { row: SupplierReturnView }) {
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const { branch } = row;
  const moment = (at: Date, by: string | null) => (
    <span className="min-w-0 truncate">
      {formatMoment(at, branch.zone, now)}, {by}
    </span>
  );
  const money = (minor: number) => formatMoney(minor, branch.currency, branch.locale);
  return (
    <Facts className="mb-4">
      <Fact term="Begun">{moment(row.createdAt, row.createdBy)}</Fact>
      {row.sentAt === null ? null : <Fact term="Sent back">{moment(row.sentAt, row.sentBy)}</Fact>}
      {row.closedAt === null ? null : (
        <Fact term={row.status === "CREDITED" ? "Credited" : "Cancelled"}>{moment(row.closedAt, row.closedBy)}</Fact>
      )}
      {row.expectedMinor === undefined ? null : <Fact term="Expected">{money(row.expectedMinor)}</Fact>}
      {row.creditedMinor === undefined || row.creditedMinor === null ? null : (
        <Fact term="Credit">
          <span className="min-w-0 truncate">
            {money(row.creditedMinor)}
            {row.creditReference ? `, ${row.creditReference}` : ""}
          </span>
        </Fact>
      )}
    </Facts>
  );
}

function ReturnLines({ row }: { row: SupplierReturnView }) {
  const { branch, items } = row;
  const priced = row.expectedMinor !== undefined;
  return (
    <Table label="Parts of the return">
      <TableHead>
        <tr>
          <HeadCell>Number</HeadCell>
          <HeadCell>Part</HeadCell>
          <HeadCell className="max-sm:hidden">Bin</HeadCell>
          <HeadCell numeric>Quantity</HeadCell>
          {priced ? (
            <HeadCell className="max-sm:hidden" numeric>
              Expected, each
            </HeadCell>
          ) : null}
        </tr>
      </TableHead>
      <TableBody>
        {items.map((line) => (
          <Row key={line.position}>
            <Cell className="whitespace-nowrap py-1.5 align-top">
              <TextLink href={`/parts/${line.partId}`}>{line.number}</TextLink>
            </Cell>
            <Cell className="w-full py-1.5 align-top">
              {line.name}
              <span className="block text-dense text-ink-2">
                {line.creditNote ? (
                  <>
                    Brought back by a customer,{" "}
                    <TextLink href={`/invoices/${line.creditNote.invoiceId}`}>{line.creditNote.number}</TextLink>
                  </>
                ) : line.order ? (
                  <>
                    Delivered with{" "}
                    <TextLink href={`/purchase-orders/${line.order.id}`}>{orderName(line.order.number)}</TextLink>
                  </>
                ) : (
                  "From the shelf"
                )}
              </span>
            </Cell>
            <Cell className="py-1.5 align-top max-sm:hidden">{line.creditNote ? "" : line.bin}</Cell>
            <Cell className="py-1.5 align-top" numeric>
              {formatQuantity(line.quantity, line.unit)}
            </Cell>
            {priced ? (
              <Cell className="py-1.5 align-top max-sm:hidden" numeric>
                {line.unitCostMinor === undefined
                  ? ""
                  : formatMoney(line.unitCostMinor, branch.currency, branch.locale)}
              </Cell>
            ) : null}
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
