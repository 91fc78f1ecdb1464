"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { ClipboardList } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { countName } from "#/domain/stock-count.ts";
import { formatDay } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { scopeWords } from "./count-text.ts";
import { StatusBadge } from "./status-badge.tsx";

const OpenDialog = dynamic(() => import("./open-dialog.tsx").then((file) => file.OpenDialog), { ssr: false });

/** A branch's counts, the newest first, and the way to another. */
export function CountsScreen({ branchId }: { branchId: string }) {
  const trpc = useTRPC();
  const { branch } = useShell();
  const mayOpen = useMay("stock.adjust");
  const [opening, setOpening] = useState(false);
  const pages = useSuspenseInfiniteQuery(
    trpc.stockCount.list.infiniteQueryOptions({ branchId }, { getNextPageParam: ({ next }) => next }),
  );
  const counts = pages.data.pages.flatMap((page) => page.counts);
  const failure = pages.isFetchNextPageError ? errorOf(pages.error) : null;
  const openButton = mayOpen ? (
    <Button look="primary" onClick={() => setOpening(true)}>
      <ClipboardList aria-hidden size={16} strokeWidth={1.75} />
      Open a count
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        actions={openButton}
        sub={
          <>
            {branch.name}. <TextLink href="/parts">All parts</TextLink>
          </>
        }
        title="Stock counts"
      />
      {counts.length === 0 ? (
        <EmptyState className="mx-4 mt-2 max-w-[520px] max-sm:mx-3" title="Nothing was counted yet">
          A count is a sheet of parts. Several people count on it at once, on a phone or on paper, while the workshop
          works on; what differs is looked through, and posted in one go.
        </EmptyState>
      ) : (
        <>
          <Table className="mx-4 min-h-0 max-sm:mx-3" label="Stock counts">
            <TableHead>
              <tr>
                <HeadCell>Count</HeadCell>
                <HeadCell>Which parts</HeadCell>
                <HeadCell>State</HeadCell>
                <HeadCell numeric>Counted</HeadCell>
                <HeadCell className="max-md:hidden">Opened</HeadCell>
                <HeadCell className="max-lg:hidden">By</HeadCell>
                <HeadCell className="max-lg:hidden">Closed</HeadCell>
              </tr>
            </TableHead>
            <TableBody>
              {counts.map((count) => (
                <Row key={count.id}>
                  <Cell className="whitespace-nowrap font-medium">
                    <TextLink href={`/stock-counts/${count.id}`}>{countName(count.number)}</TextLink>
                  </Cell>
                  <Cell className="w-full max-w-0 truncate">{scopeWords(count.scope)}</Cell>
                  <Cell>
                    <StatusBadge status={count.status} />
                  </Cell>
                  <Cell numeric>
                    {count.counted}/{count.lines}
                  </Cell>
                  <Cell className="whitespace-nowrap text-ink-2 max-md:hidden">
                    {formatDay(count.openedAt, branch.zone)}
                  </Cell>
                  <Cell className="whitespace-nowrap text-ink-2 max-lg:hidden">{count.openedBy}</Cell>
                  <Cell className="whitespace-nowrap text-ink-2 max-lg:hidden">
                    {count.closedAt === null ? null : formatDay(count.closedAt, branch.zone)}
                  </Cell>
                </Row>
              ))}
            </TableBody>
          </Table>
          <ListFoot
            className="mx-4 max-sm:mx-3"
            failed={failure ? { sentence: failure.sentence, again: () => void pages.fetchNextPage() } : null}
            loading={pages.isFetchingNextPage}
            loadMore={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
          >
            {counts.length === 1 ? "1 count" : `${counts.length} counts`}
          </ListFoot>
        </>
      )}
      {opening ? <OpenDialog onClose={() => setOpening(false)} /> : null}
    </>
  );
}
