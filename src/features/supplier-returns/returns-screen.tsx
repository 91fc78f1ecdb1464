"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
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
import { type ReturnList, returnLists, returnName } from "#/domain/supplier-return.ts";
import { formatDay } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { StatusBadge } from "./status-badge.tsx";

const words: Readonly<Record<ReturnList, string>> = { open: "Open", done: "Done", all: "All" };

/** A branch's returns to suppliers, the newest first; `?show=` narrows them. */
export function ReturnsScreen({ branchId }: { branchId: string }) {
  const trpc = useTRPC();
  const { branch } = useShell();
  const mayReturn = useMay("purchase_order.draft");
  const seesCosts = useMay("cost.read");
  const [show, setShow] = useQueryState("show", parseAsStringLiteral(returnLists).withDefault("open"));
  // Suspending on a deferred value keeps the list on screen.
  const asked = useDeferredValue(show);
  const pages = useSuspenseInfiniteQuery(
    trpc.supplierReturn.list.infiniteQueryOptions({ branchId, show: asked }, { getNextPageParam: ({ next }) => next }),
  );
  const returns = pages.data.pages.flatMap((page) => page.returns);
  const failure = pages.isFetchNextPageError ? errorOf(pages.error) : null;
  const money = (minor: number | null | undefined) =>
    minor === null || minor === undefined ? "" : formatMoney(minor, branch.currency, branch.locale);
  return (
    <>
      <PageHeader
        actions={
          mayReturn ? (
            <ButtonLink href="/supplier-returns/new" look="primary">
              <Undo2 aria-hidden size={16} strokeWidth={1.75} />
              New return
            </ButtonLink>
          ) : null
        }
        sub={
          <>
            {branch.name}. <TextLink href="/parts">All parts</TextLink>
          </>
        }
        title="Returns to suppliers"
      >
        <Segmented
          label="Which returns"
          onValueChange={(next) => void setShow(next)}
          options={returnLists.map((value) => ({ value, label: words[value] }))}
          value={show}
        />
      </PageHeader>
      {returns.length === 0 ? (
        <EmptyState
          className="mx-4 mt-2 max-w-[520px] max-sm:mx-3"
          title={show === "all" ? "Nothing went back yet" : `No return here: ${words[show].toLowerCase()}`}
        >
          What was delivered wrong, what nobody needs, and what customers brought back goes to its supplier on a return,
          and stays open until it is credited.
        </EmptyState>
      ) : (
        <>
          <Table
            className={cn("mx-4 min-h-0 max-sm:mx-3", asked !== show && "opacity-60")}
            label="Returns to suppliers"
          >
            <TableHead>
              <tr>
                <HeadCell>Return</HeadCell>
                <HeadCell>Supplier</HeadCell>
                <HeadCell>State</HeadCell>
                <HeadCell className="max-md:hidden" numeric>
                  Lines
                </HeadCell>
                <HeadCell className="max-md:hidden">Begun</HeadCell>
                <HeadCell className="max-md:hidden">Sent</HeadCell>
                {seesCosts ? (
                  <>
                    <HeadCell className="max-sm:hidden" numeric>
                      Expected
                    </HeadCell>
                    <HeadCell className="max-sm:hidden" numeric>
                      Credited
                    </HeadCell>
                  </>
                ) : null}
              </tr>
            </TableHead>
            <TableBody>
              {returns.map((each) => (
                <Row key={each.id}>
                  <Cell className="whitespace-nowrap font-medium">
                    <TextLink href={`/supplier-returns/${each.id}`}>{returnName(each.number)}</TextLink>
                  </Cell>
                  <Cell className="w-full max-w-0 truncate">{each.supplier.name}</Cell>
                  <Cell>
                    <StatusBadge status={each.status} />
                  </Cell>
                  <Cell className="max-md:hidden" numeric>
                    {each.lines}
                  </Cell>
                  <Cell className="whitespace-nowrap text-ink-2 max-md:hidden">
                    {formatDay(each.createdAt, branch.zone)}
                  </Cell>
                  <Cell className="whitespace-nowrap text-ink-2 max-md:hidden">
                    {each.sentAt === null ? null : formatDay(each.sentAt, branch.zone)}
                  </Cell>
                  {seesCosts ? (
                    <>
                      <Cell className="max-sm:hidden" numeric>
                        {money(each.expectedMinor)}
                      </Cell>
                      <Cell className="max-sm:hidden" numeric>
                        {money(each.creditedMinor)}
                      </Cell>
                    </>
                  ) : null}
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
            {returns.length === 1 ? "1 return" : `${returns.length} returns`}
          </ListFoot>
        </>
      )}
    </>
  );
}
