"use client";

import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Initials } from "#/components/ui/initials.tsx";
import { Cell, Row } from "#/components/ui/table.tsx";
import type { JobLineView } from "#/domain/job-card.ts";
import { formatRate } from "#/domain/money.ts";
import { formatQuantity, quantityMilli } from "#/domain/quantity.ts";
import { isOpen } from "#/domain/transitions.ts";
import { useEditable, useFormats, useScene } from "../card-context.tsx";
import { sayRefusal } from "../refusal.ts";
import { kindWords } from "../words.ts";
import { type CellOption, ChoiceCell, TextCell } from "./cells.tsx";
import { type Columns, offPaper } from "./columns.ts";
import { LineNotes } from "./line-notes.tsx";

const LineDetail = dynamic(() => import("./line-detail.tsx").then((file) => file.LineDetail));

const cell = "h-[27px] p-0 first:pl-0 last:pr-0 max-md:h-auto max-md:border-0";
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
  return (
    <>
      <Row
        className={cn(
          "max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-1.5 max-md:px-3 max-md:py-2.5",
          short ? null : "max-md:border-b",
        )}
        data-line={line.id}
        state={short ? "failed" : null}
      >
        <Cell className={cn(cell, short && "md:border-b-0", "max-md:order-1 max-md:w-7")}>
          <DoneTick disabled={!may.done || !isOpen(card.status)} line={line} short={short} />
        </Cell>
        <Cell className={cn(cell, short && "md:border-b-0", "max-md:order-4 max-md:ml-10 max-md:w-20")}>
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
            cell,
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
            cell,
            short && "md:border-b-0",
            "max-md:order-5 max-md:min-w-32 max-md:flex-1 max-md:basis-[calc(100%-180px)]",
          )}
        >
          <WhereWho line={line} technicians={technicians} />
        </Cell>
        <StockCells line={line} short={short} />
        <Cell className={cn(cell, short && "md:border-b-0", "max-md:order-6 max-md:ml-10")} numeric>
          <TextCell field="quantity" label="Qty" line={line} numeric unit={line.unit}>
            {formatQuantity(line.quantity, line.unit)}
          </TextCell>
        </Cell>
        {columns.price ? (
          <Cell className={cn(cell, short && "md:border-b-0", "max-md:order-7")} numeric>
            <TextCell className="text-ink-2" field="price" label="Price" line={line} numeric>
              {line.price ? money(line.price.unitPriceMinor) : null}
            </TextCell>
          </Cell>
        ) : null}
        {columns.margin ? (
          <Cell className={cn(cell, short && "md:border-b-0", "px-2 text-ink-2 max-md:hidden", offPaper)} numeric>
            {amounts?.marginBp === null || amounts?.marginBp === undefined
              ? null
              : `${Math.round(amounts.marginBp / 100)}%`}
          </Cell>
        ) : null}
        {columns.total ? (
          <Cell
            className={cn(
              cell,
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
          <Cell className={cn(cell, short && "md:border-b-0", "max-md:order-8 max-md:ml-auto", offPaper)}>
            {editable ? <DetailButton line={line} /> : null}
          </Cell>
        ) : null}
      </Row>
      <LineNotes line={line} short={short} span={columns.count} />
    </>
  );
}

/** Bin of a part, technician of labour. */
function WhereWho({ line, technicians }: { line: JobLineView; technicians: readonly CellOption[] }) {
  if (line.kind === "PART")
    return (
      <span className="block truncate px-2 text-ink-2 max-md:px-0">
        {line.bin ? (/\d/.test(line.bin) ? `Bin ${line.bin}` : line.bin) : null}
      </span>
    );
  if (line.kind !== "LABOUR") return null;
  const known = line.technician && !technicians.some((each) => each.value === line.technician?.memberId);
  const options = [
    { value: "", label: "Nobody yet" },
    ...(known && line.technician ? [{ value: line.technician.memberId, label: line.technician.name }] : []),
    ...technicians,
  ];
  return (
    <ChoiceCell
      field="technician"
      label="Technician"
      line={line}
      options={options}
      start={<Initials decorative name={line.technician?.name} />}
    >
      {line.technician?.name ?? "Nobody yet"}
    </ChoiceCell>
  );
}

function StockCells({ line, short }: { line: JobLineView; short: boolean }) {
  const { card } = useScene();
  const { stock } = line;
  const numeric = cn(
    cell,
    short && "md:border-b-0",
    "px-2 max-md:order-9 max-md:px-0 max-md:text-dense max-md:text-ink-2",
    offPaper,
  );
  if (stock === null) {
    return [1, 2, 3].map((column) => <Cell className={cn(numeric, "max-md:hidden")} key={column} />);
  }
  const none = quantityMilli(stock.free) <= 0;
  const held =
    quantityMilli(stock.reservedHere) > 0 && isOpen(card.status)
      ? `, ${formatQuantity(stock.reservedHere, line.unit)} of it for this card`
      : "";
  return (
    <>
      <Cell className={cn(numeric, "max-md:ml-10")} numeric>
        <span className="md:hidden">On hand </span>
        {formatQuantity(stock.onHand, line.unit)}
      </Cell>
      <Cell
        className={cn(numeric, "text-ink-2")}
        numeric
        title={`${formatQuantity(stock.reserved, line.unit)} reserved${held}`}
      >
        <span className="md:hidden">Reserved </span>
        {formatQuantity(stock.reserved, "")}
      </Cell>
      <Cell className={cn(numeric, "font-strong", none && (short ? "text-bad" : "text-warn"))} numeric>
        <span className="font-normal md:hidden">Free </span>
        {formatQuantity(stock.free, "")}
      </Cell>
    </>
  );
}

function DoneTick({ line, short, disabled }: { line: JobLineView; short: boolean; disabled: boolean }) {
  const { commands } = useScene();
  const done = line.doneAt !== null;
  return (
    <span className="relative flex h-[26px] items-center justify-center max-md:h-11">
      <input
        aria-label={`Done: ${line.description}`}
        checked={done}
        className="peer absolute inset-0 size-full cursor-pointer appearance-none disabled:cursor-default"
        data-field="done"
        disabled={disabled}
        onChange={(event) => void commands.setLinesDone([line.id], event.target.checked).catch(sayRefusal)}
        type="checkbox"
      />
      {short && !done ? (
        <Glyph className="pointer-events-none" shape="octagon" tone="bad" />
      ) : done ? (
        <Glyph className="pointer-events-none" shape="tick" tone="ink-2" />
      ) : (
        <span className="pointer-events-none size-[13px] rounded-[3px] border border-control peer-hover:border-accent max-md:size-5" />
      )}
    </span>
  );
}

function DetailButton({ line }: { line: JobLineView }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        aria-expanded={open}
        aria-haspopup="dialog"
        aria-label={`Discount, tax and more, ${line.description}`}
        className="press touch-target relative flex h-[26px] w-full items-center justify-center text-ink-3 hover:bg-sunken hover:text-ink max-md:size-11 max-md:rounded-touch"
        onClick={() => setOpen(true)}
        ref={button}
        type="button"
      >
        <Ellipsis aria-hidden size={14} strokeWidth={1.75} />
      </button>
      {open ? <LineDetail anchor={button} line={line} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
