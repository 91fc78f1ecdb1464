"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { Printer } from "lucide-react";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { formatQuantity } from "#/domain/quantity.ts";
import { countName } from "#/domain/stock-count.ts";
import { formatDay } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { partsWords, scopeWords } from "./count-text.ts";

/** The sheet as it is printed and filled in with a pen: no figure of the books stands on it. */
export function SheetScreen({ stockCountId }: { stockCountId: string }) {
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.stockCount.sheet.queryOptions({ stockCountId }));
  const { count, lines } = data;
  return (
    <>
      <PageHeader
        actions={
          <Button look="primary" onClick={() => window.print()}>
            <Printer aria-hidden size={15} strokeWidth={1.75} />
            Print
          </Button>
        }
        sub={
          <>
            {count.branch.name}, {formatDay(count.openedAt, count.branch.zone)}. {scopeWords(count.scope)},{" "}
            {partsWords(count.lines)}.{" "}
            <span data-print="hide">
              <TextLink href={`/stock-counts/${stockCountId}`}>Back to the count</TextLink>
            </span>
          </>
        }
        title={`${countName(count.number)}, sheet`}
      />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-6 max-sm:px-3" data-print="flow">
        <Table label="Count sheet">
          <TableHead>
            <tr>
              <HeadCell>Bin</HeadCell>
              <HeadCell>Number</HeadCell>
              <HeadCell>Part</HeadCell>
              <HeadCell numeric>Counted</HeadCell>
            </tr>
          </TableHead>
          <TableBody>
            {lines.map((line) => (
              <Row key={line.partId}>
                <Cell className="whitespace-nowrap font-strong">{line.bin}</Cell>
                <Cell className="whitespace-nowrap">{line.number}</Cell>
                <Cell className="w-full">{line.name}</Cell>
                <Cell numeric>
                  {line.counted === null ? (
                    <span>
                      <span className="sr-only">Not counted yet</span>
                      <span aria-hidden>________ {line.unit}</span>
                    </span>
                  ) : (
                    formatQuantity(line.counted, line.unit)
                  )}
                </Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
      </div>
    </>
  );
}
