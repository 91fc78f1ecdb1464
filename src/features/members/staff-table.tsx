import type { ReactNode } from "react";
import { Cell, HeadCell, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import type { StaffView } from "#/domain/member.ts";
import type { Role } from "#/domain/permissions.ts";
import { roleWords } from "#/domain/role-words.ts";
import { branchWords } from "./words.ts";

/** People by who they are, their role and branches, and one thing more. */
export function StaffTable({
  label,
  who,
  more,
  children,
}: {
  label: string;
  who: string;
  more: string;
  children: ReactNode;
}) {
  return (
    <Table label={label}>
      <TableHead>
        <tr>
          <HeadCell>{who}</HeadCell>
          <HeadCell>Role</HeadCell>
          <HeadCell className="max-md:hidden">Branches</HeadCell>
          <HeadCell className="max-md:hidden">{more}</HeadCell>
          <HeadCell>
            <span className="sr-only">What can be done</span>
          </HeadCell>
        </tr>
      </TableHead>
      <TableBody>{children}</TableBody>
    </Table>
  );
}

/** The cells that all of them have. */
export function StaffCells({
  role,
  branchIds,
  branches,
  more,
}: {
  role: Role;
  branchIds: readonly string[];
  branches: StaffView["branches"];
  more: ReactNode;
}) {
  return (
    <>
      <Cell>{roleWords[role]}</Cell>
      <Cell className="max-md:hidden">{branchWords(branchIds, branches)}</Cell>
      <Cell className="max-md:hidden">{more}</Cell>
    </>
  );
}
