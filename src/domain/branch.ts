import { z } from "zod";
import { capability } from "#/domain/booking-rules.ts";
import { id, minor, moment, money, text, version } from "#/domain/fields.ts";
import { weekHours } from "#/domain/hours.ts";
import { isZone } from "#/domain/time.ts";
import { roundingRules, taxModes } from "#/domain/totals.ts";

/** What `settings` takes and gives of a branch: place, money, hours and what stands on its invoices. */

export const odometerUnits = ["mi", "km"] as const;

const isCurrency = (code: string): boolean => Intl.supportedValuesOf("currency").includes(code);

const isLocale = (tag: string): boolean => {
  try {
    return Intl.NumberFormat.supportedLocalesOf([tag]).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

const freeText = (max: number) => z.string().trim().max(max, `${max} characters at most.`);

export const branchFields = {
  name: text("Type the name of the branch.", 60),
  zone: z.string().max(64).refine(isZone, "Choose a time zone of the list."),
  locale: z.string().max(35).refine(isLocale, "Choose a way of writing of the list."),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, "Choose a country of the list."),
  currency: z.string().trim().toUpperCase().refine(isCurrency, "Choose a currency of the list."),
  taxName: text("Type what the tax is called, as VAT.", 24),
  taxMode: z.enum(taxModes),
  roundingRule: z.enum(roundingRules),
  /** Basis points; the first is offered first. */
  taxRatesBp: z
    .array(z.int("A rate has two decimals at most.").min(0, "A rate is not negative.").max(10_000, "100 % at most."))
    .min(1, "Type at least one rate; 0 where no tax is due.")
    .max(8, "Eight rates at most.")
    .refine((rates) => new Set(rates).size === rates.length, "Each rate once."),
  /** What an hour costs where no named rate is chosen. */
  labourRateMinor: money,
  odometerUnit: z.enum(odometerUnits),
  addressLines: z.array(text("An empty line.", 80)).max(6, "Six lines at most."),
  phone: freeText(32).nullable(),
  email: z.email("An e-mail address has the form name@example.com.").max(200).nullable(),
  weekHours,
  invoicePrefix: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{1,8}$/, "One to eight letters A to Z or digits."),
  paymentTermsDays: z.int("Whole days.").min(0, "Zero or more.").max(365, "A year at most."),
  paymentDetails: freeText(500),
  invoiceTerms: freeText(1000),
};
export const createBranchInput = z.object(branchFields);
export const updateBranchInput = z.object({ branchId: id, version, ...branchFields });
export type BranchFields = z.infer<typeof createBranchInput>;
export const branchVersionInput = z.object({ branchId: id, version });

export const branchView = z.object({
  id,
  version: z.int(),
  name: z.string(),
  zone: z.string(),
  locale: z.string(),
  country: z.string(),
  currency: z.string(),
  taxName: z.string(),
  taxMode: z.enum(taxModes),
  roundingRule: z.enum(roundingRules),
  taxRatesBp: z.array(z.int()),
  labourRateMinor: minor,
  odometerUnit: z.string(),
  addressLines: z.array(z.string()),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  weekHours,
  invoicePrefix: z.string(),
  formerPrefixes: z.array(z.string()),
  paymentTermsDays: z.int(),
  paymentDetails: z.string(),
  invoiceTerms: z.string(),
  closedAt: moment.nullable(),
  /** The number that the next invoice gets, if nobody is faster. */
  nextInvoice: z.string(),
  /** Cards, stock or invoices are priced in its currency, which stays then. */
  hasMoney: z.boolean(),
  openCards: z.int(),
});
export type BranchView = z.infer<typeof branchView>;

// ── Bays ────────────────────────────────────────────────────────────────────────────────────────

const bayFields = {
  name: text("Type the name of the bay.", 24),
  kind: text("Type what the bay is, as Lift.", 16),
  /** What can be done there; by its kind unless told. */
  capabilities: z.array(capability).min(1, "One at least.").max(12, "Twelve at most.").optional(),
};
export const createBayInput = z.object({ branchId: id, ...bayFields });
export const updateBayInput = z.object({ bayId: id, version, ...bayFields });
export type BayFields = Omit<z.infer<typeof createBayInput>, "branchId">;
export const bayVersionInput = z.object({ bayId: id, version });
/** All open bays of the branch, in their new order. */
export const orderBaysInput = z.object({ branchId: id, bayIds: z.array(id).min(1).max(200) });

export const bayView = z.object({
  id,
  branchId: id,
  version: z.int(),
  name: z.string(),
  kind: z.string(),
  capabilities: z.array(z.string()),
  position: z.int(),
  closedAt: moment.nullable(),
});
export type BayView = z.infer<typeof bayView>;
/** What a bay is and can do, each word once: `Lift, align`. */
export const bayWords = ({ kind, capabilities }: Pick<BayView, "kind" | "capabilities">): string =>
  [kind, ...capabilities.filter((word) => word !== kind.toLowerCase())].join(", ");
/** By branch, in their order, the closed ones last. */
export const bayListView = z.object({
  branches: z.array(z.object({ id, name: z.string(), bays: z.array(bayView) })),
});
