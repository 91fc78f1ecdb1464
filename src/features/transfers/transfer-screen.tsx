"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { PackageCheck, Truck } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Fact, Facts } from "#/components/ui/panel.tsx";
import { Banner } from "#/components/ui/states.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { formatMoney } from "#/domain/money.ts";
import { formatQuantity, quantityText } from "#/domain/quantity.ts";
import { isInTransit, type StockTransferView, stillUnderWay, transferName } from "#/domain/stock-transfer.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { ReceiveForm } from "./receive-form.tsx";
import { SendForm } from "./send-form.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { useTransferCommand } from "./use-transfer-command.ts";

export type ArrivedCard = { jobCardId: string; jobCardNumber: number; plate: string };

/** One transfer: it is sent here by the one branch and received by the other. `rail` is its timeline. */
export function TransferScreen({ stockTransferId, rail }: { stockTransferId: string; rail: ReactNode }) {
  const trpc = useTRPC();
  const { data: transfer } = useSuspenseQuery(trpc.stockTransfer.byId.queryOptions({ stockTransferId }));
  const mayMove = useMay("stock.transfer");
  const [form, setForm] = useState<"send" | "receive" | null>(null);
  const [arrived, setArrived] = useState<readonly ArrivedCard[]>([]);
  const { from, to, status, worksAt } = transfer;
  const maySend = mayMove && worksAt.from && status === "REQUESTED";
  const mayReceive = mayMove && worksAt.to && isInTransit(status);
  return (
    <>
      <PageHeader
        actions={
          <>
            {mayMove && (worksAt.from || worksAt.to) && status === "REQUESTED" ? <Cancel transfer={transfer} /> : null}
            {maySend && form === null ? (
              <Button look="primary" onClick={() => setForm("send")}>
                <Truck aria-hidden size={16} strokeWidth={1.75} />
                Send parts
              </Button>
            ) : null}
            {mayReceive && form === null ? (
              <Button look="primary" onClick={() => setForm("receive")}>
                <PackageCheck aria-hidden size={16} strokeWidth={1.75} />
                Receive parts
              </Button>
            ) : null}
          </>
        }
        className="border-b bg-surface"
        sub={
          <>
            {from.name} to {to.name}. <TextLink href="/transfers">All transfers</TextLink>
          </>
        }
        title={
          <span className="inline-flex items-center gap-2">
            {transferName(transfer.number)} <StatusBadge status={status} />
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
          <TransferFacts transfer={transfer} />
          {form === "send" && maySend ? (
            <SendForm onLeave={() => setForm(null)} transfer={transfer} />
          ) : form === "receive" && mayReceive ? (
            <ReceiveForm
              key={transfer.version}
              onDone={(cards) => {
                setForm(null);
                setArrived(cards);
              }}
              onLeave={() => setForm(null)}
              transfer={transfer}
            />
          ) : (
            <TransferLines transfer={transfer} />
          )}
        </div>
        {rail ? (
          <div className="border-line bg-surface max-[1359px]:border-t min-[1360px]:overflow-y-auto min-[1360px]:border-l">
            {rail}
          </div>
        ) : null}
      </div>
    </>
  );
}

function TransferFacts({ transfer }: { transfer: StockTransferView }) {
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const moment = (at: Date, by: string | null) => (
    <span className="min-w-0 truncate">
      {formatMoment(at, branch.zone, now)}, {by}
    </span>
  );
  const { from, transitMinor } = transfer;
  return (
    <>
      <Facts className="mb-4">
        <Fact term="Asked for">{moment(transfer.createdAt, transfer.createdBy)}</Fact>
        {transfer.sentAt === null ? null : <Fact term="Sent">{moment(transfer.sentAt, transfer.sentBy)}</Fact>}
        {transfer.closedAt === null ? null : (
          <Fact term={transfer.status === "RECEIVED" ? "Received" : "Cancelled"}>
            {moment(transfer.closedAt, transfer.closedBy)}
          </Fact>
        )}
        {isInTransit(transfer.status) && transitMinor !== undefined ? (
          <Fact term="In transit, at cost">{formatMoney(transitMinor, from.currency, from.locale)}</Fact>
        ) : null}
      </Facts>
      {transfer.note === "" ? null : <p className="mb-3 break-words text-ink-2">{transfer.note}</p>}
      {transfer.missingReason === null ? null : (
        <p className="mb-3 break-words text-warn">Not all of it came: {transfer.missingReason}</p>
      )}
    </>
  );
}

function TransferLines({ transfer }: { transfer: StockTransferView }) {
  const { status, items, from } = transfer;
  const priced = transfer.transitMinor !== undefined;
  const sent = status !== "REQUESTED" && status !== "CANCELLED";
  return (
    <Table label="Parts of the transfer">
      <TableHead>
        <tr>
          <HeadCell>Number</HeadCell>
          <HeadCell>Part</HeadCell>
          <HeadCell numeric>Asked for</HeadCell>
          {sent ? <HeadCell numeric>Sent</HeadCell> : <HeadCell numeric>Free there</HeadCell>}
          {sent ? <HeadCell numeric>Received</HeadCell> : null}
          {priced ? (
            <HeadCell className="max-sm:hidden" numeric>
              Each
            </HeadCell>
          ) : null}
        </tr>
      </TableHead>
      <TableBody>
        {items.map((line) => {
          const left = stillUnderWay(line);
          return (
            <Row key={line.partId}>
              <Cell className="whitespace-nowrap py-1.5 align-top">
                <TextLink href={`/parts/${line.partId}`}>{line.number}</TextLink>
              </Cell>
              <Cell className="w-full py-1.5 align-top">{line.name}</Cell>
              <Cell className="py-1.5 align-top" numeric>
                {formatQuantity(line.wanted, line.unit)}
              </Cell>
              <Cell className="py-1.5 align-top" numeric>
                {formatQuantity(sent ? line.sent : line.free, line.unit)}
              </Cell>
              {sent ? (
                <Cell className="py-1.5 align-top" numeric>
                  {formatQuantity(line.received, line.unit)}
                  {left === 0 ? null : (
                    <span
                      className={isInTransit(status) ? "block text-dense text-ink-2" : "block text-dense text-warn"}
                    >
                      {formatQuantity(quantityText(left), line.unit)} {isInTransit(status) ? "in transit" : "missing"}
                    </span>
                  )}
                </Cell>
              ) : null}
              {priced ? (
                <Cell className="py-1.5 align-top max-sm:hidden" numeric>
                  {line.unitCostMinor === undefined ? "" : formatMoney(line.unitCostMinor, from.currency, from.locale)}
                </Cell>
              ) : null}
            </Row>
          );
        })}
      </TableBody>
    </Table>
  );
}

function Cancel({ transfer }: { transfer: StockTransferView }) {
  const trpc = useTRPC();
  const command = useTransferCommand();
  const cancel = useMutation(trpc.stockTransfer.cancel.mutationOptions());
  return (
    <>
      {command.refusal ? (
        <span className="text-bad text-dense" role="alert">
          {command.refusal.sentence}
        </span>
      ) : null}
      <Button
        busy={command.busy && "Cancelling"}
        look="ghost"
        onClick={() =>
          void command.run((idempotencyKey) =>
            cancel.mutateAsync({ stockTransferId: transfer.id, version: transfer.version, idempotencyKey }),
          )
        }
      >
        Cancel transfer
      </Button>
    </>
  );
}
