"use client";

import NextLink from "next/link";
import type { ReactNode, Ref } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { formatMoney, formatWhole } from "#/domain/money.ts";
import type { PartView } from "#/domain/part.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { StockMark } from "./stock-mark.tsx";
import type { usePartList } from "./use-parts.ts";

/** A stock figure leads to the movements that it is the sum of. */
const ToLedger = ({ partId, children }: { partId: string; children: ReactNode }) => (
  <NextLink
    className="hover:underline"
    href={`/parts/${partId}`}
    onClick={(event) => event.stopPropagation()}
    prefetch={false}
    tabIndex={-1}
  >
    {children}
  </NextLink>
);

/** One row a part; what a member may not see has no column. */
export function PartTable({
  list,
  openId,
  onOpen,
  onPointed,
  ref,
}: {
  list: ReturnType<typeof usePartList>;
  openId: string | null;
  onOpen: (partId: string) => void;
  onPointed: (partId: string) => void;
  ref: Ref<HTMLTableElement>;
}) {
  const { branch } = useShell();
  const seesPrices = useMay("price.read");
  const seesCosts = useMay("cost.read");
  const money = (minor: number | undefined) =>
    minor === undefined ? "" : formatMoney(minor, branch.currency, branch.locale);
  // With the pane open the list keeps what tells parts apart.
  const wide = cn("max-md:hidden", openId === null ? "min-[1360px]:px-4" : "max-[1360px]:hidden");
  const { parts, total, loading, loadMore, failed } = list;
  return (
    <>
      <Table
        className={cn("mx-4 min-h-0 max-sm:mx-3", list.stale && "opacity-60")}
        label={`Parts of ${branch.name}`}
        ref={ref}
      >
        <TableHead>
          <tr>
            <HeadCell>Number</HeadCell>
            <HeadCell>Name</HeadCell>
            <HeadCell className={wide}>Bin</HeadCell>
            <HeadCell className="max-sm:hidden">Stock</HeadCell>
            <HeadCell className={wide} numeric>
              On hand
            </HeadCell>
            <HeadCell className={wide} numeric>
              Reserved
            </HeadCell>
            <HeadCell numeric>Free</HeadCell>
            <HeadCell className={wide} numeric>
              Reorder at
            </HeadCell>
            {seesPrices ? (
              <HeadCell className="max-sm:hidden" numeric>
                Price
              </HeadCell>
            ) : null}
            {seesCosts ? (
              <HeadCell className={wide} numeric>
                Cost
              </HeadCell>
            ) : null}
          </tr>
        </TableHead>
        <TableBody>
          {parts.map((part) => (
            <Row
              className="cursor-pointer"
              key={part.id}
              onClick={() => onOpen(part.id)}
              state={part.id === openId ? "selected" : null}
            >
              <Cell className="whitespace-nowrap">
                <button
                  aria-current={part.id === openId || undefined}
                  className="touch-target relative -mx-1 min-h-6 rounded-chip px-1 font-medium hover:underline"
                  data-part={part.id}
                  onClick={(event) => {
                    event.stopPropagation();
                    onOpen(part.id);
                  }}
                  onFocus={() => onPointed(part.id)}
                  type="button"
                >
                  {part.number}
                </button>
              </Cell>
              <Cell className="w-full max-w-0 truncate">{part.name}</Cell>
              <Cell className={cn("whitespace-nowrap text-ink-2", wide)}>{part.bin}</Cell>
              <Cell className="whitespace-nowrap max-sm:hidden">
                <StockMark part={part} />
              </Cell>
              <Cell className={wide} numeric>
                <ToLedger partId={part.id}>{formatQuantity(part.onHand, part.unit)}</ToLedger>
              </Cell>
              <Cell className={cn("text-ink-2", wide)} numeric>
                <ToLedger partId={part.id}>{formatQuantity(part.reserved, "")}</ToLedger>
              </Cell>
              <Cell numeric>
                <span className="inline-flex items-center gap-1.5">
                  <StockMark className="sm:hidden" part={part} wordless />
                  <FreeFigure part={part} />
                </span>
              </Cell>
              <Cell className={cn("text-ink-2", wide)} numeric>
                {Number(part.reorderPoint) === 0 ? "–" : formatQuantity(part.reorderPoint, "")}
              </Cell>
              {seesPrices ? (
                <Cell className="max-sm:hidden" numeric>
                  {money(part.priceMinor)}
                </Cell>
              ) : null}
              {seesCosts ? (
                <Cell className={cn("text-ink-2", wide)} numeric>
                  {money(part.costMinor)}
                </Cell>
              ) : null}
            </Row>
          ))}
        </TableBody>
      </Table>
      <ListFoot className="px-4" failed={failed} loading={loading} loadMore={loadMore}>
        {parts.length === total
          ? total === 1
            ? "1 part"
            : `${formatWhole(total)} parts`
          : `${formatWhole(parts.length)} of ${formatWhole(total)} parts`}
      </ListFoot>
    </>
  );
}

export const FreeFigure = ({ part }: { part: Pick<PartView, "free" | "unit"> }) => (
  <span className={Number(part.free) <= 0 ? "font-strong text-warn" : "font-strong"}>
    {formatQuantity(part.free, part.unit)}
  </span>
);
