"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { ButtonLink, TextLink } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { useTRPC } from "#/trpc/client.tsx";

/** Every branch, the closed ones too. */
export function BranchesScreen() {
  const trpc = useTRPC();
  const mayEdit = useMay("settings.edit");
  const branches = useSuspenseQuery(trpc.settings.branches.queryOptions()).data;
  return (
    <Panel>
      <PanelHead
        end={
          mayEdit ? (
            <ButtonLink href="/settings/branches/new" size="sm">
              Add a branch
            </ButtonLink>
          ) : null
        }
        title="Branches"
      />
      <Table className="rounded-none border-x-0 border-b-0" label="Branches">
        <TableHead>
          <tr>
            <HeadCell>Name</HeadCell>
            <HeadCell className="max-sm:hidden">Time zone</HeadCell>
            <HeadCell>Currency</HeadCell>
            <HeadCell className="max-sm:hidden">Next invoice</HeadCell>
            <HeadCell numeric>Open cards</HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {branches.map((branch) => (
            <Row key={branch.id}>
              <Cell>
                <TextLink href={`/settings/branches/${branch.id}`}>{branch.name}</TextLink>{" "}
                {branch.closedAt ? <Badge>Closed</Badge> : null}
              </Cell>
              <Cell className="max-sm:hidden">{branch.zone.replaceAll("_", " ")}</Cell>
              <Cell>{branch.currency}</Cell>
              <Cell className="max-sm:hidden">{branch.nextInvoice}</Cell>
              <Cell numeric>{branch.openCards}</Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </Panel>
  );
}
