"use client";

import { Download } from "lucide-react";
import NextLink from "next/link";
import superjson from "superjson";
import { FootBar, FootHint } from "#/components/shell/foot-bar.tsx";
import { useMay } from "#/components/shell/shell-context.tsx";
import { buttonClass } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { ButtonLink } from "#/components/ui/link.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Plate } from "#/components/ui/plate.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { formatWhole } from "#/domain/money.ts";
import { type FigureName, figures } from "#/domain/report.ts";
import { columnsSeen, type ReportRow, type ReportRowsAsked, type RowColumn } from "#/domain/report-rows.ts";
import { branchOf, reportsHref, spanOf } from "./address.ts";
import { Filters } from "./filters.tsx";
import { useAsked, useReportAddress, useRows, useWhere } from "./use-report.ts";
import { ageWords, cellText, type Money, spanText, unusedWords } from "./words.ts";

const words: Readonly<Record<string, string>> = ageWords;
const unused: Readonly<Record<string, string>> = unusedWords;
/** These are told as they are now, whatever the period. */
const states: ReadonlySet<FigureName> = new Set(["owed"]);
/** On a phone the numbers come first; the file has everything. */
const narrow: Readonly<Record<string, string>> = {
  branch: "max-lg:hidden",
  customer: "max-sm:hidden",
  plate: "max-sm:hidden",
  work: "max-md:hidden",
};
const isNumber = ({ kind }: RowColumn): boolean => ["money", "share", "quantity", "count"].includes(kind);

/** The rows behind a figure, and the file of exactly them. */
export function RowsScreen({ figure }: { figure: FigureName }) {
  const [address, change] = useReportAddress();
  const where = useWhere();
  const shown = useAsked(address);
  const list = useRows(figure, shown.address);
  const columns = columnsSeen(figure, useMay("cost.read"));
  const { word, basis } = figures[figure];
  const { age } = list.asked;
  const ageWord = age === null ? null : (figure === "owed" ? words : unused)[age];
  const when = states.has(figure) ? "now" : spanText(spanOf(shown.address, where));
  const place = branchOf(shown.address, where)?.name ?? `All branches in ${list.money.currency}`;
  return (
    <>
      <PageHeader
        actions={
          <>
            <a className={buttonClass("default", "md")} download href={fileOf(list.asked)}>
              <Download aria-hidden size={15} strokeWidth={1.75} />
              CSV
            </a>
            <ButtonLink href={reportsHref(address)}>All reports</ButtonLink>
          </>
        }
        sub={[place, when, ageWord].filter(Boolean).join(", ")}
        title={word}
      />
      <Filters address={address} onChange={(changed) => void change(changed)} />
      <p className="max-w-[920px] px-4 pb-2.5 text-dense text-ink-2 max-sm:px-3">{basis}</p>
      {list.rows.length === 0 ? (
        <EmptyState
          action={
            age === null ? null : (
              <ButtonLink href={`/reports/${figure}${reportsHref(address).slice("/reports".length)}`}>
                Show every age
              </ButtonLink>
            )
          }
          className="m-4 max-w-[520px]"
          title="No rows stand behind this figure"
        >
          Nothing of the kind happened at {place} in this period. Choose a longer one, or another branch.
        </EmptyState>
      ) : (
        <>
          <Table
            className={cn("min-h-0 flex-1 rounded-none border-x-0 border-b-0", shown.stale && "opacity-60")}
            label={word}
          >
            <TableHead>
              <tr>
                {columns.map((column) => (
                  <HeadCell className={narrow[column.name]} key={column.name} numeric={isNumber(column)}>
                    {column.word}
                  </HeadCell>
                ))}
              </tr>
            </TableHead>
            <TableBody>
              {list.rows.map((row) => (
                <Row key={`${row.id} ${row.values.branch ?? ""}`}>
                  {columns.map((column, at) => (
                    <Cell
                      className={cn(
                        column.kind === "text" && at > 0 ? "max-w-56 truncate" : "whitespace-nowrap",
                        narrow[column.name],
                      )}
                      key={column.name}
                      numeric={isNumber(column)}
                    >
                      <Value column={column} first={at === 0} money={list.money} now={where.now} row={row} />
                    </Cell>
                  ))}
                </Row>
              ))}
            </TableBody>
          </Table>
          <ListFoot failed={list.failed} loading={list.loading} loadMore={list.loadMore}>
            {formatWhole(list.rows.length)} {list.rows.length === 1 ? "row" : "rows"}
            {list.loadMore === null ? "" : " so far"}
          </ListFoot>
        </>
      )}
      <FootBar>
        <FootHint caps={["Tab"]}>to a row</FootHint>
        <FootHint caps={["↵"]}>open</FootHint>
      </FootBar>
    </>
  );
}

function Value({
  column,
  row,
  first,
  money,
  now,
}: {
  column: RowColumn;
  row: ReportRow;
  first: boolean;
  money: Money;
  now: Date;
}) {
  const value = row.values[column.name];
  const text = cellText(column, value, row.zone, money, now);
  if (column.name === "plate" && typeof value === "string") return <Plate>{value}</Plate>;
  if (!first) return text;
  return (
    <NextLink
      className="touch-target relative -mx-1 inline-flex min-h-6 items-center rounded-chip px-1 font-medium hover:underline"
      href={row.href}
      prefetch={false}
    >
      {text}
    </NextLink>
  );
}

const fileOf = (asked: ReportRowsAsked): string =>
  `/api/files/reports?input=${encodeURIComponent(superjson.stringify(asked))}`;
