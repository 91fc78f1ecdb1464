import { z } from "zod";
import type { CsvValue } from "#/domain/csv.ts";
import { id } from "#/domain/fields.ts";
import { editableMoney } from "#/domain/money.ts";
import { quantityText } from "#/domain/quantity.ts";
import { type FigureName, figureNames, owedAges, reportAsked, stockAges } from "#/domain/report.ts";
import { formatTime, isoDateIn } from "#/domain/time.ts";

/** The rows behind a figure: what a page of them shows, and what the file says. */

const cursor = z.object({ key: z.string().max(80), id });
export type RowCursor = z.infer<typeof cursor>;

export const reportRowsAsked = reportAsked.omit({ before: true, step: true }).extend({
  figure: z.enum(figureNames),
  /** Only what is so old, of what is told by age. */
  age: z
    .enum([...owedAges, ...stockAges])
    .nullable()
    .default(null),
});
export type ReportRowsAsked = z.infer<typeof reportRowsAsked>;
export const reportRowsInput = reportRowsAsked.extend({ cursor: cursor.nullable().default(null) });

/** Money in minor units, a share between 0 and 1, a quantity in thousandths, an instant, a calendar date, words. */
export const reportRow = z.object({
  id,
  /** The page that it leads to. */
  href: z.string(),
  zone: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.date(), z.null()])),
});
export type ReportRow = z.infer<typeof reportRow>;
export const reportRowsView = z.object({
  currency: z.string(),
  locale: z.string(),
  rows: z.array(reportRow),
  next: cursor.nullable(),
});

export type RowColumn = {
  readonly name: string;
  readonly word: string;
  readonly kind: "text" | "money" | "share" | "quantity" | "moment" | "date" | "count";
  /** Needs purchase prices. */
  readonly cost?: true;
};
const text = (name: string, word: string) => ({ name, word, kind: "text" }) as const;
const money = (name: string, word: string) => ({ name, word, kind: "money" }) as const;

const work = [
  text("number", "Invoice"),
  { name: "at", word: "Completed", kind: "moment" },
  text("plate", "Plate"),
  text("customer", "Customer"),
  text("branch", "Branch"),
] as const satisfies readonly RowColumn[];
const stock = [
  text("number", "Part"),
  text("name", "Name"),
  text("branch", "Branch"),
  { name: "onHand", word: "On hand", kind: "quantity" },
  { ...money("cost", "Unit cost"), cost: true },
  { ...money("value", "Value"), cost: true },
  { name: "days", word: "Days unused", kind: "count" },
] as const satisfies readonly RowColumn[];

/** The columns of each figure's rows, in their order. */
export const rowColumns: Readonly<Record<FigureName, readonly RowColumn[]>> = {
  cars: [...work, { name: "work", word: "Work", kind: "text" }, money("net", "Net")],
  "average-order": [
    ...work,
    money("labour", "Labour"),
    money("parts", "Parts"),
    money("other", "Other"),
    money("net", "Net"),
  ],
  "parts-margin": [
    ...work,
    money("parts", "Parts"),
    { ...money("partCost", "Cost"), cost: true },
    { ...money("margin", "Margin"), cost: true },
    { name: "marginShare", word: "Margin %", kind: "share", cost: true },
  ],
  "labour-rate": [
    ...work,
    money("labour", "Labour"),
    { name: "hours", word: "Hours", kind: "quantity" },
    money("rate", "Per hour"),
  ],
  "on-time": [
    ...work,
    { name: "promised", word: "Promised", kind: "moment" },
    text("kept", "Promise"),
    { name: "lateMinutes", word: "Minutes late", kind: "count" },
  ],
  "no-shows": [
    text("reference", "Booking"),
    { name: "at", word: "Expected", kind: "moment" },
    text("plate", "Plate"),
    text("customer", "Customer"),
    text("branch", "Branch"),
  ],
  sales: [
    text("number", "Number"),
    text("what", "What"),
    { name: "at", word: "Issued", kind: "moment" },
    text("customer", "Customer"),
    text("branch", "Branch"),
    money("net", "Net"),
    money("tax", "Tax"),
    money("total", "Total"),
  ],
  takings: [
    { name: "at", word: "When", kind: "moment" },
    text("what", "What"),
    text("method", "How"),
    text("customer", "Customer"),
    text("for", "For"),
    text("branch", "Branch"),
    money("amount", "Amount"),
  ],
  owed: [
    text("number", "Invoice"),
    text("customer", "Customer"),
    text("plate", "Plate"),
    text("branch", "Branch"),
    { name: "due", word: "Due", kind: "date" },
    { name: "days", word: "Days late", kind: "count" },
    money("total", "Total"),
    money("owed", "Owed"),
  ],
  stock,
  "dead-stock": stock,
};

export const columnsSeen = (figure: FigureName, mayCost: boolean): readonly RowColumn[] =>
  rowColumns[figure].filter(({ cost }) => cost === undefined || mayCost);

/** A value as the file says it: plain decimals and dates of the branch, with nothing that a sheet would read as text. */
export const fileValue = (
  { kind }: RowColumn,
  value: ReportRow["values"][string],
  zone: string,
  currency: string,
): CsvValue => {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return `${isoDateIn(value, zone)} ${formatTime(value, zone)}`;
  if (typeof value === "string") return value;
  if (kind === "money") return editableMoney(value, currency);
  if (kind === "quantity") return quantityText(value);
  return kind === "share" ? (value * 100).toFixed(1) : value;
};
