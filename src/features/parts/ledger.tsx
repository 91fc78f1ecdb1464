"use client";

import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import type { z } from "zod";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { type stockMovementView, stockMovementWords } from "#/domain/part.ts";
import { orderName } from "#/domain/purchase-order.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { countName } from "#/domain/stock-count.ts";
import { transferName } from "#/domain/stock-transfer.ts";
import { returnName } from "#/domain/supplier-return.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

type Movement = z.infer<typeof stockMovementView>;

/** Every movement of a part at a branch, newest first: what changed, what was left, for which card, by whom. */
export function Ledger({ partId, branchId, unit }: { partId: string; branchId: string; unit: string }) {
  const trpc = useTRPC();
  const [befores, setBefores] = useState<(string | null)[]>([null]);
  const pages = useQueries({
    queries: befores.map((before) => trpc.part.ledger.queryOptions({ partId, branchId, before })),
  });
  const movements = new Map<string, Movement>();
  for (const { data } of pages) for (const movement of data?.movements ?? []) movements.set(movement.id, movement);
  const last = pages.at(-1);
  const failed = pages.find((page) => page.isError && page.data === undefined);
  const next = last?.data?.next ?? null;
  return (
    <section aria-label="Ledger" className="border-t px-4 pt-3 pb-6">
      <h3 className="mb-2 text-section">Ledger</h3>
      {failed ? (
        <FailedPart onRetry={() => void failed.refetch()} title="The ledger did not load.">
          {errorOf(failed.error)?.sentence}
        </FailedPart>
      ) : pages[0]?.data === undefined ? (
        <LedgerSkeleton />
      ) : movements.size === 0 ? (
        <p className="text-ink-2">Nothing has moved yet. Receive stock, and it stands here.</p>
      ) : (
        <Table className="-mx-px" label="Stock movements">
          <TableHead>
            <tr>
              <HeadCell>What</HeadCell>
              <HeadCell numeric>Change</HeadCell>
              <HeadCell numeric>On hand</HeadCell>
              <HeadCell numeric>Reserved</HeadCell>
            </tr>
          </TableHead>
          <TableBody>
            {[...movements.values()].map((movement) => (
              <MovementRow key={movement.id} movement={movement} unit={unit} />
            ))}
          </TableBody>
        </Table>
      )}
      {next !== null || (befores.length > 1 && last?.isFetching) ? (
        <Button
          busy={last?.isFetching && last.data === undefined ? "Loading" : false}
          className="mt-2"
          onClick={() => setBefores([...befores, next])}
          size="sm"
        >
          Load more
        </Button>
      ) : null}
    </section>
  );
}

/** `+4 L`, `−2`: what left or came; for a reservation what it holds or lets go. */
const changeWords = ({ onHandChange, reservedChange }: Movement, unit: string): string => {
  const change = Number(onHandChange) === 0 ? reservedChange : onHandChange;
  return `${Number(change) > 0 ? "+" : ""}${formatQuantity(change, unit)}`;
};

function MovementRow({ movement, unit }: { movement: Movement; unit: string }) {
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const seesOrders = useMay("purchase_order.read");
  const { kind, at, actorName, jobCard, order, count, transfer, sentBack, reason, onHandAfter, reservedAfter } =
    movement;
  return (
    <Row>
      <Cell className="w-full py-1.5 align-top">
        <span className="font-medium">{stockMovementWords[kind]}</span>
        {jobCard ? (
          <>
            {" "}
            <TextLink href={`/job-cards/${jobCard.id}`}>Job card {jobCard.number}</TextLink>
          </>
        ) : null}
        {order ? (
          <>
            {" "}
            {seesOrders ? (
              <TextLink href={`/purchase-orders/${order.id}`}>{orderName(order.number)}</TextLink>
            ) : (
              orderName(order.number)
            )}
          </>
        ) : null}
        {transfer ? (
          <>
            {" "}
            <TextLink href={`/transfers/${transfer.id}`}>{transferName(transfer.number)}</TextLink>
          </>
        ) : null}
        {sentBack ? (
          <>
            {" "}
            {seesOrders ? (
              <TextLink href={`/supplier-returns/${sentBack.id}`}>{returnName(sentBack.number)}</TextLink>
            ) : (
              returnName(sentBack.number)
            )}
          </>
        ) : null}
        {count ? (
          <>
            {" "}
            <TextLink href={`/stock-counts/${count.id}`}>{countName(count.number)}</TextLink>
          </>
        ) : null}
        <span className="block text-dense text-ink-3">
          {formatMoment(at, branch.zone, now)}, {actorName}
        </span>
        {reason === "" || count ? null : <span className="block break-words text-dense text-ink-2">{reason}</span>}
      </Cell>
      <Cell className="py-1.5 align-top font-strong" numeric>
        {changeWords(movement, unit)}
      </Cell>
      <Cell className="py-1.5 align-top" numeric>
        {formatQuantity(onHandAfter, "")}
      </Cell>
      <Cell className="py-1.5 align-top text-ink-2" numeric>
        {formatQuantity(reservedAfter, "")}
      </Cell>
    </Row>
  );
}

const rows = ["w-40", "w-28", "w-36"] as const;

const LedgerSkeleton = () => (
  <SkeletonPart className="flex flex-col gap-4" label="The ledger is loading">
    {rows.map((width) => (
      <Skeleton className={width} key={width} />
    ))}
  </SkeletonPart>
);
