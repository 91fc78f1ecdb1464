"use client";

import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import NextLink from "next/link";
import { type ReactNode, useRef, useState } from "react";
import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Initials } from "#/components/ui/initials.tsx";
import { Cell } from "#/components/ui/table.tsx";
import type { JobLineView } from "#/domain/job-card.ts";
import { formatQuantity, quantityMilli } from "#/domain/quantity.ts";
import { isOpen } from "#/domain/transitions.ts";
import { useScene } from "../card-context.tsx";
import { sayRefusal } from "../refusal.ts";
import { type CellOption, ChoiceCell } from "./cells.tsx";
import { offPaper } from "./columns.ts";

const LineDetail = dynamic(() => import("./line-detail.tsx").then((file) => file.LineDetail), { ssr: false });

/** A cell 27 high on a desk, and a piece of a stacked row on a phone. */
export const lineCell = "h-[27px] p-0 first:pl-0 last:pr-0 max-md:h-auto max-md:border-0";

/** Bin of a part, technician of labour. */
export function WhereWho({ line, technicians }: { line: JobLineView; technicians: readonly CellOption[] }) {
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

export function StockCells({ line, short }: { line: JobLineView; short: boolean }) {
  const { card } = useScene();
  const { stock } = line;
  const numeric = cn(
    lineCell,
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
        <ToLedger line={line}>{formatQuantity(stock.onHand, line.unit)}</ToLedger>
      </Cell>
      <Cell
        className={cn(numeric, "text-ink-2")}
        numeric
        title={`${formatQuantity(stock.reserved, line.unit)} reserved${held}`}
      >
        <span className="md:hidden">Reserved </span>
        <ToLedger line={line}>{formatQuantity(stock.reserved, "")}</ToLedger>
      </Cell>
      <Cell className={cn(numeric, "font-strong", none && (short ? "text-bad" : "text-warn"))} numeric>
        <span className="font-normal md:hidden">Free </span>
        <ToLedger line={line}>{formatQuantity(stock.free, "")}</ToLedger>
      </Cell>
    </>
  );
}

/** A stock figure leads to the movements that it is the sum of; the keyboard reaches them by the part's own page. */
const ToLedger = ({ line, children }: { line: JobLineView; children: ReactNode }) =>
  line.partId === null ? (
    children
  ) : (
    <NextLink className="hover:underline" href={`/parts/${line.partId}`} prefetch={false} tabIndex={-1}>
      {children}
    </NextLink>
  );

export function DoneTick({ line, short, disabled }: { line: JobLineView; short: boolean; disabled: boolean }) {
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

export function DetailButton({ line }: { line: JobLineView }) {
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
