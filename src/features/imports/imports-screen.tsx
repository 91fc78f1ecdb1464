"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useShell } from "#/components/shell/shell-context.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { importNounWords } from "#/domain/import.ts";
import { formatWhole } from "#/domain/money.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { UploadForm } from "./upload-form.tsx";
import { stateWords, whenText } from "./words.ts";

/** Files that were brought in, and the way to bring in another. */
export function ImportsScreen() {
  const trpc = useTRPC();
  const { branch } = useShell();
  const { imports } = useSuspenseQuery(trpc.import.list.queryOptions()).data;
  return (
    <div className="flex flex-col gap-4">
      <UploadForm />
      {imports.length === 0 ? (
        <EmptyState title="Nothing was imported yet">
          Customers, vehicles and parts of another program come in here, from the CSV files that it exports.
        </EmptyState>
      ) : (
        <Table label="Imports">
          <TableHead>
            <tr>
              <HeadCell>File</HeadCell>
              <HeadCell>Holds</HeadCell>
              <HeadCell numeric>Rows</HeadCell>
              <HeadCell>State</HeadCell>
              <HeadCell className="max-sm:hidden">Brought in</HeadCell>
              <HeadCell className="max-md:hidden">By</HeadCell>
            </tr>
          </TableHead>
          <TableBody>
            {imports.map((each) => (
              <Row key={each.id}>
                <Cell className="max-w-0 w-full truncate">
                  <TextLink href={`/settings/import/${each.id}`}>{each.fileName}</TextLink>
                </Cell>
                <Cell>{importNounWords[each.noun].many}</Cell>
                <Cell numeric>{formatWhole(each.rows)}</Cell>
                <Cell className="whitespace-nowrap">{stateWords[each.state]}</Cell>
                <Cell className="whitespace-nowrap max-sm:hidden">{whenText(each.createdAt, branch.zone)}</Cell>
                <Cell className="whitespace-nowrap max-md:hidden">{each.createdByName}</Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
      )}
    </div>
  );
}
