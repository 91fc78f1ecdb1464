"use client";

import NextLink from "next/link";
import { useRouter } from "next/navigation";
import type { Ref } from "react";
import { cn } from "#/components/ui/cn.ts";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import type { HistoryRow } from "#/domain/history.ts";
import { type HistoryColumn, historyColumns } from "#/domain/history-columns.ts";
import { cells, elastic, numeric } from "./cells.tsx";

/** One row a card, with the columns chosen; its number leads to it. */
export function HistoryTable({
  rows,
  columns,
  stale,
  onPointed,
  ref,
}: {
  rows: readonly HistoryRow[];
  columns: readonly HistoryColumn[];
  stale: boolean;
  onPointed: (id: string) => void;
  ref: Ref<HTMLTableElement>;
}) {
  const router = useRouter();
  return (
    <Table
      className={cn("min-h-0 flex-1 rounded-none border-x-0 border-b-0", stale && "opacity-60")}
      label="Job cards"
      ref={ref}
    >
      <TableHead>
        <tr>
          {columns.map((name) => (
            <HeadCell key={name} numeric={numeric.has(name)}>
              {historyColumns[name].word}
            </HeadCell>
          ))}
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Row className="cursor-pointer" key={row.id} onClick={() => router.push(`/job-cards/${row.id}`)}>
            {columns.map((name) => (
              <Cell
                className={cn(elastic.has(name) ? "max-w-52 truncate" : "whitespace-nowrap")}
                key={name}
                numeric={numeric.has(name)}
              >
                {name === "number" ? (
                  <NextLink
                    className="touch-target relative -mx-1 inline-flex min-h-6 items-center rounded-chip px-1 font-medium hover:underline"
                    data-row={row.id}
                    href={`/job-cards/${row.id}`}
                    onClick={(event) => event.stopPropagation()}
                    onFocus={() => onPointed(row.id)}
                    prefetch={false}
                  >
                    {row.number}
                  </NextLink>
                ) : (
                  cells[name](row)
                )}
              </Cell>
            ))}
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
