"use client";

import { cn } from "#/components/ui/cn.ts";
import { formatWhole } from "#/domain/money.ts";
import {
  type DayFigure,
  type FigureName,
  figureOf,
  figures,
  type ReportFigures,
  type ReportSums,
} from "#/domain/report.ts";
import { beginning, type Resolved, stepStart, stepsOf } from "#/domain/report-period.ts";
import { type Address, rowsHref } from "./address.ts";
import { Chart, type Mark } from "./chart.tsx";
import { FigureCard } from "./figure-card.tsx";
import { PlainTable } from "./plain-table.tsx";
import { barText, spanText, valueText } from "./words.ts";

const bars: ReadonlySet<FigureName> = new Set(["cars", "sales", "takings"]);

const whole = (count: number, one: string, many: string): string => `${formatWhole(count)} ${count === 1 ? one : many}`;
const notes: Partial<Record<DayFigure, (of: ReportSums) => string>> = {
  "average-order": ({ orders }) => whole(orders, "order", "orders"),
  "labour-rate": ({ labourMilli }) => `an hour, ${formatWhole(Math.round(labourMilli / 1000))} h sold`,
  "on-time": ({ promisesKept, promised }) => `${formatWhole(promisesKept)} of ${whole(promised, "card", "cards")}`,
  "no-shows": ({ noShows, arrivals }) =>
    `${formatWhole(noShows)} of ${whole(noShows + arrivals, "booking", "bookings")}`,
};

/** A figure that is reckoned from days, over the bars of its period. */
export function DayFigureCard({
  figure,
  data,
  span,
  address,
  wide = false,
}: {
  figure: DayFigure;
  data: ReportFigures;
  span: Resolved;
  address: Address;
  wide?: boolean;
}) {
  const { word } = figures[figure];
  // All time begins with the first bar in which anything happened.
  const first = span.first === beginning ? (data.bars[0]?.start ?? span.last) : span.first;
  const found = new Map(data.bars.map(({ start, sums }) => [stepStart(span.step, start), sums]));
  const marks = stepsOf(span.step, { first, last: span.last }).map((bar): Mark => {
    const sums = found.get(stepStart(span.step, bar.first));
    const value = sums === undefined ? (bars.has(figure) ? 0 : null) : figureOf(figure, sums);
    return {
      key: bar.first,
      word: barText(span.step, bar),
      value,
      text: valueText(figure, value, data),
      href: rowsHref(figure, address, { span: bar }),
      open: span.open && bar.last === span.last,
    };
  });
  const now = figureOf(figure, data.now);
  const before = data.before === null ? null : figureOf(figure, data.before);
  const note = now === null ? undefined : notes[figure]?.(data.now);
  return (
    <FigureCard
      before={before}
      beforeWord={span.before === null ? null : spanText(span.before)}
      className={cn(wide && "md:col-span-2")}
      figure={figure}
      href={rowsHref(figure, address)}
      money={data}
      now={now}
      {...(note === undefined ? {} : { note })}
      table={
        <PlainTable
          caption={`${word} over time`}
          head={[{ day: "Day", week: "Week", month: "Month" }[span.step], word]}
          rows={marks}
        />
      }
    >
      {marks.some(({ value }) => value !== null && value !== 0) ? (
        <Chart
          before={before}
          label={`${word} over time`}
          marks={marks}
          shape={bars.has(figure) ? "bars" : "points"}
          tall={wide || figure === "cars"}
        />
      ) : (
        <p className="rounded-control border border-control border-dashed p-3 text-dense text-ink-2">{empty[figure]}</p>
      )}
    </FigureCard>
  );
}

const empty = {
  cars: "No card was completed in this period.",
  "average-order": "No invoice of this period stands.",
  "parts-margin": "No parts were invoiced in this period.",
  "labour-rate": "No labour was invoiced in this period.",
  "on-time": "No completed card of this period had a promised time that was kept.",
  "no-shows": "Everybody came who was expected in this period.",
  sales: "Nothing was invoiced in this period.",
  takings: "No money came in or went back in this period.",
} as const satisfies Record<DayFigure, string>;
