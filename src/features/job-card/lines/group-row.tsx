"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { Badge } from "#/components/ui/badge.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { authorisationWords } from "#/domain/job-card.ts";
import { isOpen } from "#/domain/transitions.ts";
import { useFormats, useScene } from "../card-context.tsx";
import type { LineGroup } from "../groups.ts";
import type { Columns } from "./columns.ts";

/** Title of a package with its consent: who, how, when. */
export function GroupRow({
  group,
  columns,
  folded,
  onFold,
  onApprove,
  alone,
}: {
  group: LineGroup;
  columns: Columns;
  folded: boolean;
  onFold: () => void;
  onApprove: (lineIds: string[]) => void;
  alone: boolean;
}) {
  const { card, totals, may } = useScene();
  const { money, moment } = useFormats();
  const sum =
    totals !== null && typeof totals !== "string"
      ? group.lines.reduce((total, line) => total + (totals.lines.get(line.id)?.shownMinor ?? 0), 0)
      : null;
  const all = group.approved === group.lines.length;
  const waiting = group.lines.filter((line) => line.authorisationId === null).map((line) => line.id);
  const title = group.title ?? (alone ? "Work" : "Other work");
  const Chevron = folded ? ChevronRight : ChevronDown;
  return (
    <tr className="bg-canvas [tbody+tbody>&>*]:border-t max-md:flex max-md:items-center max-md:border-b max-md:px-3 dark:bg-raised">
      <th
        className="h-[31px] border-b p-0 text-left font-normal max-md:h-auto max-md:flex-1 max-md:border-0 max-md:py-2"
        colSpan={columns.count - (columns.total ? (columns.menu ? 2 : 1) : 0)}
        scope="rowgroup"
      >
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <button
            aria-expanded={!folded}
            aria-label={`${folded ? "Show" : "Fold"} ${title}`}
            className="press touch-target relative flex size-7 items-center justify-center rounded-control text-ink-2 hover:bg-sunken"
            data-print="hide"
            onClick={onFold}
            type="button"
          >
            <Chevron aria-hidden size={14} strokeWidth={1.75} />
          </button>
          <span className="-ml-2 font-strong print:ml-0">{title}</span>
          {group.consent ? (
            <span className="text-dense text-ink-2">
              Approved {moment(group.consent.givenAt)} by {group.consent.givenBy},{" "}
              {authorisationWords[group.consent.method]}
            </span>
          ) : null}
          {all ? (
            <Badge tone="ok">
              <Glyph shape="tick" size={12} />
              Approved
            </Badge>
          ) : isOpen(card.status) ? (
            <Badge tone={group.approved > 0 ? "warn" : "neutral"}>
              <Glyph shape={group.approved > 0 ? "diamond" : "dashedRing"} size={12} />
              {group.approved > 0 ? `${group.approved} of ${group.lines.length} approved` : "Not approved yet"}
            </Badge>
          ) : null}
          {!all && may.approve && isOpen(card.status) ? (
            <span className="text-dense" data-print="hide">
              <LinkButton aria-label={`Record approval of ${title}`} onClick={() => onApprove(waiting)}>
                Record approval
              </LinkButton>
            </span>
          ) : null}
        </span>
      </th>
      {columns.total ? (
        <td className="whitespace-nowrap border-b px-2 text-right font-strong last:pr-3 max-md:border-0 max-md:px-0">
          {sum === null ? null : money(sum)}
        </td>
      ) : null}
      {columns.total && columns.menu ? <td className="border-b max-md:hidden" /> : null}
    </tr>
  );
}
