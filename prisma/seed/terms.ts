import type { WeekHours } from "#/domain/hours.ts";
import type { RoundingRule, TaxMode } from "#/domain/totals.ts";

/** What a branch is, as far as its rows depend on it. */
export type BranchTerms = {
  name: string;
  zone: string;
  locale: string;
  country: string;
  currency: string;
  taxName: string;
  taxMode: TaxMode;
  roundingRule: RoundingRule;
  taxRatesBp: readonly number[];
  invoicePrefix: string;
  labourRateMinor: number;
  odometerUnit: "mi" | "km";
  addressLines: readonly string[];
  phone: string;
  email: string;
  paymentTermsDays: number;
  paymentDetails: string;
  invoiceTerms: string;
  weekHours: WeekHours;
  bayKinds: readonly string[];
};

type Span = readonly [opens: string, closes: string];

/** Monday to Friday alike, Saturday, Sunday. */
const hours = (weekday: Span, saturday: Span, sunday: Span): WeekHours =>
  [weekday, weekday, weekday, weekday, weekday, saturday, sunday].map(([opens, closes]) => ({ opens, closes }));

/** What can be done on a bay of a kind: the tester's bay and the aligner's are no places for a service. */
export const bayCapabilities = (kind: string): readonly string[] => [kind.toLowerCase()];

/** The demo's first branch; tests start from it too and change what they are about. */
export const harbourStreet: BranchTerms = {
  name: "Harbour Street",
  zone: "Europe/London",
  locale: "en-GB",
  country: "GB",
  currency: "GBP",
  taxName: "VAT",
  taxMode: "EXCLUSIVE",
  roundingRule: "LINE",
  taxRatesBp: [2000, 500, 0],
  invoicePrefix: "NM",
  labourRateMinor: 7800,
  odometerUnit: "mi",
  addressLines: ["14 Harbour Street", "Whitstable", "CT5 1AQ"],
  phone: "+441227960014",
  email: "harbour@northside.test",
  paymentTermsDays: 14,
  paymentDetails: "Northside Motors Ltd, sort code 20-00-00, account 55779911",
  invoiceTerms: "Parts and labour are guaranteed for 12 months or 12,000 miles.",
  weekHours: hours(["08:00", "18:00"], ["08:00", "16:00"], ["10:00", "16:00"]),
  bayKinds: ["Lift", "Lift", "Lift", "MOT", "Align"],
};

/** The demo's second branch: other zone, currency, tax and rounding. */
export const airportRoad: BranchTerms = {
  name: "Airport Road",
  zone: "America/New_York",
  locale: "en-US",
  country: "US",
  currency: "USD",
  taxName: "Sales tax",
  taxMode: "EXCLUSIVE",
  roundingRule: "DOCUMENT",
  taxRatesBp: [825, 0],
  invoicePrefix: "NA",
  labourRateMinor: 12_500,
  odometerUnit: "mi",
  addressLines: ["2210 Airport Road", "White Plains, NY 10604"],
  phone: "+19145550122",
  email: "airport@northside.test",
  paymentTermsDays: 0,
  paymentDetails: "Check payable to Northside Motors Inc.",
  invoiceTerms: "Parts and labor are guaranteed for 12 months or 12,000 miles.",
  weekHours: hours(["07:30", "17:30"], ["08:00", "16:00"], ["10:00", "15:00"]),
  bayKinds: ["Lift", "Lift", "Align"],
};
