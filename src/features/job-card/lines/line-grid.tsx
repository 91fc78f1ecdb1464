"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { cn } from "#/components/ui/cn.ts";
import { HeadCell, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { useTRPC } from "#/trpc/client.tsx";
import { useScene } from "../card-context.tsx";
import { groupsOf } from "../groups.ts";
import { columnsOf, offPaper } from "./columns.ts";
import { GroupRow } from "./group-row.tsx";
import { LineRow } from "./line-row.tsx";

/** The work: packages with their consent, each line with its stock, every cell typed in place. */
export function LineGrid({ onApprove }: { onApprove: (lineIds: string[]) => void }) {
  const { card, may } = useScene();
  const trpc = useTRPC();
  const technicians = useQuery(trpc.member.technicians.queryOptions(undefined, { enabled: may.edit }));
  const [folded, setFolded] = useState<readonly (string | null)[]>([]);
  const columns = columnsOf(card, may.edit);
  const groups = groupsOf(card);
  const people = (technicians.data ?? []).map((person) => ({ value: person.memberId, label: person.name }));
  const head = "max-md:hidden";
  if (card.lines.length === 0) {
    return (
      <p className="px-4 py-5 text-ink-2">
        <b className="font-strong text-ink">No work on this card yet.</b>{" "}
        {may.edit
          ? "Type a part, or what is to be done. It can be approved, done and invoiced from here."
          : "The advisor adds it."}
      </p>
    );
  }
  return (
    <Table
      className="rounded-b-none border-0 max-md:[&_table]:block max-md:[&_tbody]:block print:overflow-visible"
      data-fix="lines"
      label="Lines"
    >
      <TableHead className={cn(head, "print:table-header-group")}>
        <tr>
          <HeadCell className="w-10 pl-0">
            <span className="sr-only">Done</span>
          </HeadCell>
          <HeadCell className="w-[60px]">Kind</HeadCell>
          <HeadCell className="min-w-40">Description</HeadCell>
          <HeadCell className="w-[148px]">Where, who</HeadCell>
          <HeadCell className={cn("w-[68px]", offPaper)} numeric>
            On hand
          </HeadCell>
          <HeadCell className={cn("w-[68px]", offPaper)} numeric>
            Reserved
          </HeadCell>
          <HeadCell className={cn("w-[56px]", offPaper)} numeric>
            Free
          </HeadCell>
          <HeadCell className="w-[84px]" numeric>
            Qty
          </HeadCell>
          {columns.price ? (
            <HeadCell className="w-[84px]" numeric>
              Price
            </HeadCell>
          ) : null}
          {columns.margin ? (
            <HeadCell className={cn("w-[60px]", offPaper)} numeric>
              Margin
            </HeadCell>
          ) : null}
          {columns.total ? (
            <HeadCell className="w-[92px]" numeric>
              Total
            </HeadCell>
          ) : null}
          {columns.menu ? (
            <HeadCell className={cn("w-8", offPaper)}>
              <span className="sr-only">More</span>
            </HeadCell>
          ) : null}
        </tr>
      </TableHead>
      {groups.map((group) => {
        const closed = folded.includes(group.title);
        return (
          <TableBody key={group.title ?? ""}>
            <GroupRow
              alone={groups.length === 1}
              columns={columns}
              folded={closed}
              group={group}
              onApprove={onApprove}
              onFold={() =>
                setFolded(closed ? folded.filter((title) => title !== group.title) : [...folded, group.title])
              }
            />
            {closed
              ? null
              : group.lines.map((line) => <LineRow columns={columns} key={line.id} line={line} technicians={people} />)}
          </TableBody>
        );
      })}
    </Table>
  );
}
