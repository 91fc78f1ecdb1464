import { formatMoney, formatMoneyWhole, formatWhole } from "#/domain/money.ts";
import { formatQuantity, quantityText } from "#/domain/quantity.ts";
import { type FigureName, figures, type OwedAge, type StockAge } from "#/domain/report.ts";
import { beginning, type Span, type Step } from "#/domain/report-period.ts";
import type { ReportRow, RowColumn } from "#/domain/report-rows.ts";
import { formatDay, formatIsoDate, formatMoment } from "#/domain/time.ts";

export type Money = { readonly currency: string; readonly locale: string };

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** A figure as it is read: `52`, `£84,203`, `£212.40`, `93.4 %`; a dash where there is nothing to reckon it from. */
export const valueText = (figure: FigureName, value: number | null, { currency, locale }: Money): string => {
  if (value === null) return "–";
  const { unit } = figures[figure];
  if (unit === "count") return formatWhole(value);
  if (unit === "share") return percent(value);
  return Math.abs(value) < 100_000
    ? formatMoney(Math.round(value), currency, locale)
    : formatMoneyWhole(value, currency, locale);
};

/** `3.1 points up`, `12 % down`, `unchanged`; null where one of the two is missing. */
export const changeText = (
  figure: FigureName,
  now: number | null,
  before: number | null,
): { text: string; up: boolean | null } | null => {
  if (now === null || before === null) return null;
  const change = now - before;
  if (figures[figure].unit === "share") {
    const points = Math.abs(change * 100).toFixed(1);
    return points === "0.0" ? { text: "unchanged", up: null } : { text: `${points} points`, up: change > 0 };
  }
  if (change === 0) return { text: "unchanged", up: null };
  if (before === 0) return null;
  const share = Math.abs((change / before) * 100);
  return { text: share < 0.5 ? "under 1 %" : `${formatWhole(Math.round(share))} %`, up: change > 0 };
};

/** `3 Nov` */
const short = (isoDate: string): string => formatIsoDate(isoDate).replace(/ \d{4}$/, "");

/** `1 to 26 Nov 2026`, `26 Nov 2026`. */
export const spanText = ({ first, last }: Span): string => {
  if (first === beginning) return `Until ${formatIsoDate(last)}`;
  if (first === last) return formatIsoDate(last);
  if (first.slice(0, 7) === last.slice(0, 7)) return `${Number(first.slice(8))} to ${formatIsoDate(last)}`;
  return first.slice(0, 4) === last.slice(0, 4)
    ? `${short(first)} to ${formatIsoDate(last)}`
    : `${formatIsoDate(first)} to ${formatIsoDate(last)}`;
};

/** What a bar stands for: `Tue 3 Nov`, `2 to 8 Nov`, `Nov 2026`. */
export const barText = (step: Step, span: Span): string => {
  if (step === "day") return formatDay(new Date(`${span.first}T00:00:00Z`), "UTC");
  if (step === "month") return formatIsoDate(span.first).replace(/^\d+ /, "");
  if (span.first === span.last) return short(span.first);
  const sameMonth = span.first.slice(0, 7) === span.last.slice(0, 7);
  return `${sameMonth ? Number(span.first.slice(8)) : short(span.first)} to ${short(span.last)}`;
};

export const ageWords = {
  due: "Not due yet",
  "0-30": "1 to 30 days late",
  "31-60": "31 to 60 days late",
  "61-90": "61 to 90 days late",
  "91": "Over 90 days late",
} as const satisfies Record<OwedAge, string>;
export const unusedWords = {
  "0-30": "Used in the last 30 days",
  "31-90": "31 to 90 days ago",
  "91-180": "91 to 180 days ago",
  "181": "Over 180 days ago",
} as const satisfies Record<StockAge, string>;

/** A value of a row as it is read. */
export const cellText = (
  { kind }: RowColumn,
  value: ReportRow["values"][string] | undefined,
  zone: string,
  { currency, locale }: Money,
  now: Date,
): string => {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return formatMoment(value, zone, now);
  if (typeof value === "string") return kind === "date" ? formatIsoDate(value) : value;
  if (kind === "money") return formatMoney(value, currency, locale);
  if (kind === "share") return percent(value);
  return kind === "quantity" ? formatQuantity(quantityText(value), "") : formatWhole(value);
};
