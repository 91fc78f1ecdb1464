"use client";

import NextLink from "next/link";
import { useRouter } from "next/navigation";
import type { MouseEvent, Ref } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import { linkClass } from "#/components/ui/link.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import type { InvoiceRow } from "#/domain/invoice-list.ts";
import { formatMoney, formatWhole } from "#/domain/money.ts";
import { formatIsoDate } from "#/domain/time.ts";
import type { useInvoiceList } from "./use-invoices.ts";

const stop = (event: MouseEvent): void => event.stopPropagation();

/** One row an invoice; its number leads to it. */
export function InvoiceTable({
  list,
  onPointed,
  ref,
}: {
  list: ReturnType<typeof useInvoiceList>;
  onPointed: (id: string) => void;
  ref: Ref<HTMLTableElement>;
}) {
  const router = useRouter();
  const { branches } = useShell();
  const { rows, loading, loadMore, failed } = list;
  return (
    <>
      <Table
        className={cn("min-h-0 flex-1 rounded-none border-x-0 border-b-0", list.stale && "opacity-60")}
        label="Invoices"
        ref={ref}
      >
        <TableHead>
          <tr>
            <HeadCell>Number</HeadCell>
            <HeadCell>How it stands</HeadCell>
            <HeadCell>Plate</HeadCell>
            <HeadCell>Customer</HeadCell>
            {branches.length > 1 ? <HeadCell>Branch</HeadCell> : null}
            <HeadCell>Issued</HeadCell>
            <HeadCell>Due</HeadCell>
            <HeadCell numeric>Total</HeadCell>
            <HeadCell numeric>Owed</HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <Row className="cursor-pointer" key={row.id} onClick={() => router.push(`/invoices/${row.id}`)}>
              <Cell className="whitespace-nowrap">
                <NextLink
                  className="touch-target relative -mx-1 inline-flex min-h-6 items-center rounded-chip px-1 font-medium hover:underline"
                  data-row={row.id}
                  href={`/invoices/${row.id}`}
                  onClick={stop}
                  onFocus={() => onPointed(row.id)}
                  prefetch={false}
                >
                  {row.number}
                </NextLink>
              </Cell>
              <Cell className="whitespace-nowrap">
                <Standing row={row} />
              </Cell>
              <Cell className="whitespace-nowrap">
                <Plate size="sm">{row.plate}</Plate>
              </Cell>
              <Cell className="max-w-52 truncate">
                <NextLink className={linkClass} href={`/customers/${row.customer.id}`} onClick={stop} prefetch={false}>
                  {row.customer.name}
                </NextLink>
              </Cell>
              {branches.length > 1 ? <Cell className="whitespace-nowrap">{row.branchName}</Cell> : null}
              <Cell className="whitespace-nowrap">{formatIsoDate(row.issuedOn)}</Cell>
              <Cell className="whitespace-nowrap">{formatIsoDate(row.dueOn)}</Cell>
              <Cell numeric>{formatMoney(row.totalMinor, row.currency, row.locale)}</Cell>
              <Cell numeric>
                {row.dueMinor === 0 ? (
                  <span className="text-ink-3">—</span>
                ) : (
                  formatMoney(row.dueMinor, row.currency, row.locale)
                )}
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      <ListFoot className="border-t bg-surface px-4" failed={failed} loading={loading} loadMore={loadMore}>
        {rows.length === 1 ? "1 invoice" : `${formatWhole(rows.length)} invoices`}
        {loadMore ? " shown" : null}
      </ListFoot>
    </>
  );
}

function Standing({ row: { dueMinor, totalMinor, daysLate } }: { row: InvoiceRow }) {
  if (dueMinor === 0) return <Mark shape="tickDisc" tone="ok" words="Paid" />;
  const part = dueMinor < totalMinor ? "Part paid, " : "";
  if (daysLate === null)
    return <Mark shape="clock" tone="ink-2" words={part === "" ? "Not due yet" : `${part}not due yet`} />;
  return (
    <Mark
      late
      shape="octagon"
      tone="bad"
      words={`${part}${daysLate === 1 ? "1 day" : `${formatWhole(daysLate)} days`} late`}
    />
  );
}

const Mark = ({
  shape,
  tone,
  words,
  late = false,
}: {
  shape: "tickDisc" | "clock" | "octagon";
  tone: "ok" | "ink-2" | "bad";
  words: string;
  late?: boolean;
}) => (
  <span className={cn("inline-flex items-center gap-1.5 font-medium", late && "text-bad")}>
    <Glyph shape={shape} tone={tone} />
    {words}
  </span>
);
