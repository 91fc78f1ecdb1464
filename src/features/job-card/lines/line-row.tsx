"use client";

import { cn } from "#/components/ui/cn.ts";
import { Cell, Row } from "#/components/ui/table.tsx";
import type { JobLineView } from "#/domain/job-card.ts";
import { formatRate } from "#/domain/money.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { isOpen } from "#/domain/transitions.ts";
import { useEditable, useFormats, useScene } from "../card-context.tsx";
import { kindWords } from "../words.ts";
import { type CellOption, ChoiceCell, TextCell } from "./cells.tsx";
import { type Columns, offPaper } from "./columns.ts";
import { LineNotes } from "./line-notes.tsx";
import { DetailButton, DoneTick, lineCell, StockCells, WhereWho } from "./line-parts.tsx";
import { useOthersChange } from "./use-others-change.ts";

const freeKinds: readonly CellOption[] = [
  { value: "LABOUR", label: kindWords.LABOUR },
  { value: "SUBLET", label: kindWords.SUBLET },
  { value: "FEE", label: kindWords.FEE },
];

/** One line of work, 27 high; beneath it what is short, refused or in conflict. */
export function LineRow({
  line,
  columns,
  technicians,
}: {
  line: JobLineView;
  columns: Columns;
  technicians: readonly CellOption[];
}) {
  const { card, totals, may } = useScene();
  const editable = useEditable();
  const { money } = useFormats();
  const amounts = totals !== null && typeof totals !== "string" ? totals.lines.get(line.id) : undefined;
  const short = line.shortBy !== null && isOpen(card.status);
  const changed = useOthersChange(line);
  return (
    <>
      <Row
        className={cn(
          "max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-1.5 max-md:px-3 max-md:py-2.5",
          short ? null : "max-md:border-b",
        )}
        data-line={line.id}
        state={changed ? "changed" : short ? "failed" : null}
      >
        <Cell className={cn(lineCell, short && "md:border-b-0", "max-md:order-1 max-md:w-7")}>
          <DoneTick disabled={!may.done || !isOpen(card.status)} line={line} short={short} />
        </Cell>
        <Cell className={cn(lineCell, short && "md:border-b-0", "max-md:order-4 max-md:ml-10 max-md:w-20")}>
          {line.kind === "PART" ? (
            <span className="block px-2 text-ink-2 max-md:px-0">{kindWords.PART}</span>
          ) : (
            <ChoiceCell field="kind" label="Kind" line={line} options={freeKinds}>
              {kindWords[line.kind]}
            </ChoiceCell>
          )}
        </Cell>
        <Cell
          className={cn(
            lineCell,
            short && "md:border-b-0",
            "max-md:order-2 max-md:min-w-0 max-md:flex-1 max-md:basis-[calc(100%-140px)]",
          )}
        >
          <span className="flex items-center">
            <span className="min-w-0 flex-1">
              <TextCell className="max-md:font-strong" field="description" label="Description" line={line}>
                {line.description}
              </TextCell>
            </span>
            {line.partNumber && !line.description.includes(line.partNumber) ? (
              <span className="shrink-0 pr-2 text-dense text-ink-3 max-lg:hidden">{line.partNumber}</span>
            ) : null}
            {amounts && amounts.discountBp > 0 ? (
              <span className="shrink-0 pr-2 text-dense text-ink-2">{formatRate(amounts.discountBp)} off</span>
            ) : null}
            {amounts && amounts.taxRateBp !== card.branch.taxRatesBp[0] ? (
              <span className="shrink-0 pr-2 text-dense text-ink-2">
                {card.branch.taxName} {formatRate(amounts.taxRateBp)}
              </span>
            ) : null}
          </span>
        </Cell>
        <Cell
          className={cn(
            lineCell,
            short && "md:border-b-0",
            "max-md:order-5 max-md:min-w-32 max-md:flex-1 max-md:basis-[calc(100%-180px)]",
          )}
        >
          <WhereWho line={line} technicians={technicians} />
        </Cell>
        <StockCells line={line} short={short} />
        <Cell className={cn(lineCell, short && "md:border-b-0", "max-md:order-6 max-md:ml-10")} numeric>
          <TextCell field="quantity" label="Qty" line={line} numeric unit={line.unit}>
            {formatQuantity(line.quantity, line.unit)}
          </TextCell>
        </Cell>
        {columns.price ? (
          <Cell className={cn(lineCell, short && "md:border-b-0", "max-md:order-7")} numeric>
            <TextCell className="text-ink-2" field="price" label="Price" line={line} numeric>
              {line.price ? money(line.price.unitPriceMinor) : null}
            </TextCell>
          </Cell>
        ) : null}
        {columns.margin ? (
          <Cell className={cn(lineCell, short && "md:border-b-0", "px-2 text-ink-2 max-md:hidden", offPaper)} numeric>
            {amounts?.marginBp === null || amounts?.marginBp === undefined
              ? null
              : `${Math.round(amounts.marginBp / 100)}%`}
          </Cell>
        ) : null}
        {columns.total ? (
          <Cell
            className={cn(
              lineCell,
              short && "md:border-b-0",
              "px-2 max-md:order-3 max-md:px-0 max-md:font-strong",
              !columns.menu && "last:pr-3",
            )}
            numeric
          >
            {amounts ? money(amounts.shownMinor) : null}
          </Cell>
        ) : null}
        {columns.menu ? (
          <Cell className={cn(lineCell, short && "md:border-b-0", "max-md:order-8 max-md:ml-auto", offPaper)}>
            {editable ? <DetailButton line={line} /> : null}
          </Cell>
        ) : null}
      </Row>
      <LineNotes line={line} short={short} span={columns.count} />
    </>
  );
}
