"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { type ImportRowState, type ImportRowView, type ImportView, importRowStates } from "#/domain/import.ts";
import { formatWhole } from "#/domain/money.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { changesShown, reported, rowWords, toneOf } from "./words.ts";

/** The import's rows by what becomes of them: what each matched, what would change, what is wrong. */
export function RowTable({ shown }: { shown: ImportView }) {
  const trpc = useTRPC();
  const [wanted, setWanted] = useState<ImportRowState | null>(null);
  const states = reported[shown.state].filter((state) => shown.counts[state] > 0);
  const state = wanted !== null && states.includes(wanted) ? wanted : null;
  const pages = useInfiniteQuery(
    trpc.import.rows.infiniteQueryOptions({ importId: shown.id, state }, { getNextPageParam: ({ next }) => next }),
  );
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <section aria-label="Rows" className="flex flex-col gap-2">
      {states.length > 1 ? (
        <div className="overflow-x-auto">
          <Segmented
            label="Which rows"
            onValueChange={(value) => setWanted(importRowStates.find((each) => each === value) ?? null)}
            options={[
              { value: "ALL", label: "All" },
              ...states.map((each) => ({ value: each, label: `${rowWords[each]} ${formatWhole(shown.counts[each])}` })),
            ]}
            value={state ?? "ALL"}
          />
        </div>
      ) : null}
      <Table className="max-h-[560px]" label="Rows of the file">
        <TableHead>
          <tr>
            <HeadCell numeric>Row</HeadCell>
            <HeadCell>Outcome</HeadCell>
            <HeadCell>In the file</HeadCell>
            <HeadCell>What it leads to</HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <Row key={row.rowNumber}>
              <Cell className="py-[7px] align-top text-ink-3" numeric>
                {row.rowNumber}
              </Cell>
              <Cell className="whitespace-nowrap py-[7px] align-top">
                <Badge tone={toneOf(row.state)}>{rowWords[row.state]}</Badge>
              </Cell>
              <Cell className="min-w-40 max-w-72 truncate py-[7px] align-top">
                {row.cells.filter(Boolean).join(" · ")}
              </Cell>
              <Cell className="w-full min-w-56 py-[7px] align-top">
                <Outcome row={row} shown={shown} />
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      <ListFoot
        failed={
          pages.isError ? { sentence: errorOf(pages.error)?.sentence ?? "", again: () => void pages.refetch() } : null
        }
        loading={pages.isFetchingNextPage}
        loadMore={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
      >
        {pages.data === undefined ? "The rows are loading" : `${formatWhole(rows.length)} rows shown`}
      </ListFoot>
    </section>
  );
}

function Outcome({ row, shown }: { row: ImportRowView; shown: ImportView }) {
  const { branches, branch } = useShell();
  const money = branches.find(({ id }) => id === shown.branchId) ?? branch;
  const changes = changesShown(shown.noun, row.changes, money);
  if (row.problems.length > 0)
    return (
      <ul>
        {row.problems.map(({ column, sentence }) => (
          <li key={`${column} ${sentence}`}>{column === "" ? sentence : `${column}: ${sentence}`}</li>
        ))}
      </ul>
    );
  return (
    <>
      {row.targetLabel === null ? null : (
        <p className="text-ink-2">
          {row.matchedBy === null
            ? `For ${row.targetLabel}`
            : `${row.targetLabel}, found by ${row.matchedBy.toLowerCase()}`}
        </p>
      )}
      {changes.length === 0 ? null : (
        <ul>
          {changes.map(({ name, before, after }) => (
            <li key={name}>
              {name}: <span className="text-ink-3">{before}</span> <span aria-hidden>→</span>
              <span className="sr-only">becomes</span> <strong className="font-strong">{after}</strong>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
