import { addDays } from "#/domain/time.ts";

/** Periods of a report as calendar dates of a branch, and the period that each is held against. */

export const reportPeriods = [
  "week",
  "month",
  "quarter",
  "year",
  "last-week",
  "last-month",
  "last-quarter",
  "last-year",
  "all",
  "dates",
] as const;
export type ReportPeriod = (typeof reportPeriods)[number];
export const reportPeriodWords = {
  week: "This week",
  month: "This month",
  quarter: "This quarter",
  year: "This year",
  "last-week": "Last week",
  "last-month": "Last month",
  "last-quarter": "Last quarter",
  "last-year": "Last year",
  all: "All time",
  dates: "Custom dates",
} as const satisfies Record<ReportPeriod, string>;

/** Calendar dates, both included. */
export type Span = { readonly first: string; readonly last: string };
/** `step`: what one bar of a chart stands for. */
export type Step = "day" | "week" | "month";
export type Resolved = Span & {
  /** Null for all time, before which there is nothing. */
  readonly before: Span | null;
  readonly step: Step;
  /** The period is not over: it ends today, and the one before ends as many days after its own beginning. */
  readonly open: boolean;
};

/** No workshop's rows are older. */
export const beginning = "2000-01-01";

const part = (isoDate: string, from: number, to: number) => Number(isoDate.slice(from, to));
const monthStart = (isoDate: string, months: number): string => {
  const at = part(isoDate, 0, 4) * 12 + part(isoDate, 5, 7) - 1 + months;
  return `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}-01`;
};
export const daysBetween = (first: string, last: string): number =>
  Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);

/** Where the week, month, quarter or year begins that lies `moved` of them from the one of a date. Weeks begin on Monday. */
const startOf = (unit: "week" | "month" | "quarter" | "year", isoDate: string, moved: number): string => {
  if (unit === "week") return addDays(isoDate, 7 * moved - ((new Date(`${isoDate}T00:00:00Z`).getUTCDay() + 6) % 7));
  if (unit === "month") return monthStart(isoDate, moved);
  const month = part(isoDate, 5, 7) - 1;
  return unit === "quarter" ? monthStart(isoDate, 3 * moved - (month % 3)) : monthStart(isoDate, 12 * moved - month);
};

/** A bar of a chart: the first date of the step that a date lies in. */
export const stepStart = (step: Step, isoDate: string): string =>
  step === "day" ? isoDate : startOf(step, isoDate, 0);
export const nextStep = (step: Step, start: string): string =>
  step === "day" ? addDays(start, 1) : startOf(step, start, 1);

export const stepOf = ({ first, last }: Span): Step => {
  const days = daysBetween(first, last) + 1;
  return days <= 31 ? "day" : days <= 190 ? "week" : "month";
};

const earlier = (one: string, other: string): string => (one < other ? one : other);

/** The dates of a period on a day of the branch; custom dates the wrong way round are turned. */
export const resolvePeriod = (
  period: ReportPeriod,
  { from, to }: { readonly from: string | null; readonly to: string | null },
  today: string,
): Resolved => {
  if (period === "all") return { first: beginning, last: today, before: null, step: "month", open: true };
  if (period === "dates") {
    const [one, other] = [from ?? to ?? today, to ?? today];
    const span = one <= other ? { first: one, last: other } : { first: other, last: one };
    const days = daysBetween(span.first, span.last) + 1;
    const before = { first: addDays(span.first, -days), last: addDays(span.first, -1) };
    return { ...span, before, step: stepOf(span), open: span.last >= today };
  }
  const [unit, moved] = unitOf[period];
  const first = startOf(unit, today, moved);
  const end = addDays(startOf(unit, today, moved + 1), -1);
  const last = earlier(end, today);
  const beforeFirst = startOf(unit, today, moved - 1);
  const open = last < end || last === today;
  const before = {
    first: beforeFirst,
    last: last < end ? earlier(addDays(beforeFirst, daysBetween(first, last)), addDays(first, -1)) : addDays(first, -1),
  };
  // A bar stands for the same in the first days of a period as in its last.
  return { first, last, before, step: stepOf({ first, last: end }), open };
};

const unitOf = {
  week: ["week", 0],
  month: ["month", 0],
  quarter: ["quarter", 0],
  year: ["year", 0],
  "last-week": ["week", -1],
  "last-month": ["month", -1],
  "last-quarter": ["quarter", -1],
  "last-year": ["year", -1],
} as const;

/** Every bar from one date to another, those without anything too. */
export const stepsOf = (step: Step, { first, last }: Span): Span[] => {
  const steps: Span[] = [];
  for (let start = stepStart(step, first); start <= last; start = nextStep(step, start))
    steps.push({ first: start < first ? first : start, last: earlier(addDays(nextStep(step, start), -1), last) });
  return steps;
};
