import { z } from "zod";
import { isoDay } from "#/domain/booking-rules.ts";
import { id, minor } from "#/domain/fields.ts";

/** The figures of a workshop: what each is reckoned from, and how. Money in minor units of one currency. */

const span = z.object({ first: isoDay, last: isoDay });
export const reportAsked = z.object({
  /** All branches of the currency when null. */
  branchId: id.nullable(),
  /** Another currency is never added in: the branch's own, or the first branch's, when null. */
  currency: z.string().length(3).nullable().default(null),
  first: isoDay,
  last: isoDay,
  before: span.nullable().default(null),
  step: z.enum(["day", "week", "month"]).default("day"),
});
export type ReportAsked = z.infer<typeof reportAsked>;

export const sumNames = [
  "cardsCompleted",
  "promised",
  "promisesKept",
  "orders",
  "labourNetMinor",
  "partNetMinor",
  "otherNetMinor",
  "labourMilli",
  "netMinor",
  "creditedNetMinor",
  "receivedMinor",
  "refundedMinor",
  "arrivals",
  "noShows",
] as const;
/** Sums over days; `partCostMinor` is absent for whoever may not see costs. */
const sums = z.object({
  cardsCompleted: z.int(),
  promised: z.int(),
  promisesKept: z.int(),
  orders: z.int(),
  labourNetMinor: minor,
  partNetMinor: minor,
  otherNetMinor: minor,
  labourMilli: z.int(),
  partCostMinor: minor.optional(),
  netMinor: minor,
  creditedNetMinor: minor,
  receivedMinor: minor,
  refundedMinor: minor,
  arrivals: z.int(),
  noShows: z.int(),
});
export type ReportSums = z.infer<typeof sums>;

const place = {
  currency: z.string(),
  locale: z.string(),
  /** Those that the tenant's branches keep their books in. */
  currencies: z.array(z.string()),
};
export const reportFigures = z.object({
  ...place,
  now: sums,
  before: sums.nullable(),
  /** By the first date of each bar, those alone in which anything happened. */
  bars: z.array(z.object({ start: z.string(), sums })),
});
export type ReportFigures = z.infer<typeof reportFigures>;

/** By how long it has been due, or how long no piece of it was used. */
export const owedAges = ["due", "0-30", "31-60", "61-90", "91"] as const;
export type OwedAge = (typeof owedAges)[number];
export const stockAges = ["0-30", "31-90", "91-180", "181"] as const;
export type StockAge = (typeof stockAges)[number];
/** Stock of which no piece was used for so many days is dead. */
export const deadAfterDays = 180;

export const reportOwed = z.object({
  ...place,
  dueMinor: minor,
  beforeMinor: minor.nullable(),
  ages: z.array(z.object({ age: z.enum(owedAges), count: z.int(), amountMinor: minor })),
});
export const reportStock = z.object({
  ...place,
  valueMinor: minor,
  deadMinor: minor,
  before: z.object({ valueMinor: minor, deadMinor: minor }).nullable(),
  ages: z.array(z.object({ age: z.enum(stockAges), count: z.int(), amountMinor: minor })),
});

export const figureNames = [
  "cars",
  "average-order",
  "parts-margin",
  "labour-rate",
  "on-time",
  "no-shows",
  "sales",
  "takings",
  "owed",
  "stock",
  "dead-stock",
] as const;
export type FigureName = (typeof figureNames)[number];
export const isFigure = (name: string): name is FigureName => figureNames.some((known) => known === name);
/** What is reckoned from sums over days; the others are states, told at an instant. */
export type DayFigure = Exclude<FigureName, "owed" | "stock" | "dead-stock">;
export const dayFigures: readonly DayFigure[] = [
  "cars",
  "average-order",
  "parts-margin",
  "labour-rate",
  "on-time",
  "no-shows",
  "sales",
  "takings",
];

/** Needs purchase prices. */
export const costFigures: ReadonlySet<FigureName> = new Set(["parts-margin", "stock", "dead-stock"]);

type Told = {
  readonly word: string;
  readonly unit: "count" | "money" | "share";
  /** Is more of it better, or worse? Neither says nothing. */
  readonly better: "more" | "less" | null;
  readonly basis: string;
};
export const figures = {
  cars: {
    word: "Car count",
    unit: "count",
    better: "more",
    basis: "Job cards completed in the period, each counted once. A completion that was reversed since does not count.",
  },
  "average-order": {
    word: "Average order",
    unit: "money",
    better: "more",
    basis:
      "Invoiced before tax for cards completed in the period, less what was credited of it since, divided by the number of their invoices that were not taken back in whole.",
  },
  "parts-margin": {
    word: "Parts margin",
    unit: "share",
    better: "more",
    basis:
      "Parts invoiced before tax, less credits, less what those parts cost; divided by parts invoiced less credits. What came back to the shelf or its supplier costs nothing.",
  },
  "labour-rate": {
    word: "Effective labour rate",
    unit: "money",
    better: "more",
    basis:
      "Labour invoiced before tax, after discounts and less credits, divided by the hours of labour invoiced. Hours sold, not hours clocked.",
  },
  "on-time": {
    word: "On-time promise",
    unit: "share",
    better: "more",
    basis:
      "Cards completed at or before the time last promised, divided by completed cards that had a promised time. Cards without one are left out.",
  },
  "no-shows": {
    word: "No-shows",
    unit: "share",
    better: "less",
    basis:
      "Appointments of the period to which nobody came, divided by those and the ones to which somebody came. Cancelled ones are left out.",
  },
  sales: {
    word: "Sales",
    unit: "money",
    better: "more",
    basis:
      "Invoices issued in the period less credit notes issued in it, before tax, as in the books: a credit note counts on its own day.",
  },
  takings: {
    word: "Takings",
    unit: "money",
    better: "more",
    basis: "Money that came in during the period less money given back in it, deposits and tax included.",
  },
  owed: {
    word: "Receivables",
    unit: "money",
    better: "less",
    basis:
      "Owed now on issued invoices, tax included, by days past due in the branch's calendar. The figure before is that of the books, where what was overpaid counts against it.",
  },
  stock: {
    word: "Stock value",
    unit: "money",
    better: null,
    basis:
      "Pieces on hand at the end of the period, or now, times today's purchase cost, by days since a piece was last used or the part first came.",
  },
  "dead-stock": {
    word: "Dead stock",
    unit: "money",
    better: "less",
    basis: `The part of the stock value of which no piece was used for more than ${deadAfterDays} days.`,
  },
} as const satisfies Record<FigureName, Told>;

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** A figure out of sums: a count, minor units, or a share of one; null where there is nothing to divide by. */
export const figureOf = (name: DayFigure, of: ReportSums): number | null => reckon[name](of);

const reckon: Readonly<Record<DayFigure, (of: ReportSums) => number | null>> = {
  cars: ({ cardsCompleted }) => cardsCompleted,
  "average-order": ({ labourNetMinor, partNetMinor, otherNetMinor, orders }) =>
    share(labourNetMinor + partNetMinor + otherNetMinor, orders),
  "parts-margin": ({ partNetMinor, partCostMinor }) =>
    partCostMinor === undefined ? null : share(partNetMinor - partCostMinor, partNetMinor),
  "labour-rate": ({ labourNetMinor, labourMilli }) => share(labourNetMinor * 1000, labourMilli),
  "on-time": ({ promisesKept, promised }) => share(promisesKept, promised),
  "no-shows": ({ noShows, arrivals }) => share(noShows, noShows + arrivals),
  sales: ({ netMinor, creditedNetMinor }) => netMinor - creditedNetMinor,
  takings: ({ receivedMinor, refundedMinor }) => receivedMinor - refundedMinor,
};
