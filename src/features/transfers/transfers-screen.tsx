"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { ArrowLeftRight } from "lucide-react";
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
import { type StockTransferRow, type TransferList, transferLists, transferName } from "#/domain/stock-transfer.ts";
import { formatDay } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { StatusBadge } from "./status-badge.tsx";

const words: Readonly<Record<TransferList, string>> = {
  open: "Open",
  transit: "In transit",
  done: "Done",
  all: "All",
};

/** What a branch sends to others and is sent by them, the newest first; `?show=` narrows it. */
export function TransfersScreen({ branchId }: { branchId: string }) {
  const trpc = useTRPC();
  const { branch, branches } = useShell();
  const mayMove = useMay("stock.transfer");
  const [show, setShow] = useQueryState("show", parseAsStringLiteral(transferLists).withDefault("open"));
  // Suspending on a deferred value keeps the list on screen.
  const asked = useDeferredValue(show);
  const pages = useSuspenseInfiniteQuery(
    trpc.stockTransfer.list.infiniteQueryOptions({ branchId, show: asked }, { getNextPageParam: ({ next }) => next }),
  );
  const transfers = pages.data.pages.flatMap((page) => page.transfers);
  const failure = pages.isFetchNextPageError ? errorOf(pages.error) : null;
  return (
    <>
      <PageHeader
        actions={
          mayMove && branches.length > 1 ? (
            <ButtonLink href="/transfers/new" look="primary">
              <ArrowLeftRight aria-hidden size={16} strokeWidth={1.75} />
              New transfer
            </ButtonLink>
          ) : null
        }
        sub={
          <>
            {branch.name}. <TextLink href="/parts">All parts</TextLink>
          </>
        }
        title="Transfers"
      >
        <Segmented
          label="Which transfers"
          onValueChange={(next) => void setShow(next)}
          options={transferLists.map((value) => ({ value, label: words[value] }))}
          value={show}
        />
      </PageHeader>
      {transfers.length === 0 ? (
        <EmptyState
          className="mx-4 mt-2 max-w-[520px] max-sm:mx-3"
          title={
            show === "all"
              ? "Nothing went from one branch to another yet"
              : `No transfer here: ${words[show].toLowerCase()}`
          }
        >
          A branch asks another for parts. What leaves the one shelf is in transit until it reaches the other, in one go
          or in parts, and its cost travels along.
        </EmptyState>
      ) : (
        <>
          <TransferTable branchId={branchId} stale={asked !== show} transfers={transfers} />
          <ListFoot
            className="mx-4 max-sm:mx-3"
            failed={failure ? { sentence: failure.sentence, again: () => void pages.fetchNextPage() } : null}
            loading={pages.isFetchingNextPage}
            loadMore={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
          >
            {transfers.length === 1 ? "1 transfer" : `${transfers.length} transfers`}
          </ListFoot>
        </>
      )}
    </>
  );
}

function TransferTable({
  transfers,
  branchId,
  stale,
}: {
  transfers: readonly StockTransferRow[];
  branchId: string;
  stale: boolean;
}) {
  const { branch } = useShell();
  const seesCosts = useMay("cost.read");
  return (
    <Table className={cn("mx-4 min-h-0 max-sm:mx-3", stale && "opacity-60")} label="Transfers">
      <TableHead>
        <tr>
          <HeadCell>Transfer</HeadCell>
          <HeadCell>Other branch</HeadCell>
          <HeadCell>State</HeadCell>
          <HeadCell className="max-md:hidden" numeric>
            Parts
          </HeadCell>
          <HeadCell className="max-md:hidden">Asked</HeadCell>
          <HeadCell className="max-md:hidden">Sent</HeadCell>
          {seesCosts ? (
            <HeadCell className="max-sm:hidden" numeric>
              In transit
            </HeadCell>
          ) : null}
        </tr>
      </TableHead>
      <TableBody>
        {transfers.map((transfer) => (
          <Row key={transfer.id}>
            <Cell className="whitespace-nowrap font-medium">
              <TextLink href={`/transfers/${transfer.id}`}>{transferName(transfer.number)}</TextLink>
            </Cell>
            <Cell className="w-full max-w-0 truncate">
              {transfer.from.id === branchId ? `To ${transfer.to.name}` : `From ${transfer.from.name}`}
            </Cell>
            <Cell>
              <StatusBadge status={transfer.status} />
            </Cell>
            <Cell className="max-md:hidden" numeric>
              {transfer.lines}
            </Cell>
            <Cell className="whitespace-nowrap text-ink-2 max-md:hidden">
              {formatDay(transfer.createdAt, branch.zone)}
            </Cell>
            <Cell className="whitespace-nowrap text-ink-2 max-md:hidden">
              {transfer.sentAt === null ? null : formatDay(transfer.sentAt, branch.zone)}
            </Cell>
            {seesCosts ? (
              <Cell className="max-sm:hidden" numeric>
                {transfer.transitMinor === undefined || transfer.transitMinor === 0
                  ? ""
                  : formatMoney(transfer.transitMinor, transfer.from.currency, transfer.from.locale)}
              </Cell>
            ) : null}
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
