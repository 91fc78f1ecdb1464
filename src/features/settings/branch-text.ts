import type { Text } from "#/components/ui/edits.ts";
import { type BranchFields, type BranchView, createBranchInput } from "#/domain/branch.ts";

import { editableMoney, parseMoney } from "#/domain/money.ts";
import { dayText, hoursFields, hoursOfText } from "./day-text.ts";
import type { Parsed } from "./use-settings-form.ts";

/** In the order in which they stand on the page: the first that is wrong gets the focus. */
export const branchTextFields = [
  "name",
  "country",
  "zone",
  "locale",
  "odometerUnit",
  "phone",
  "email",
  "address",
  "currency",
  "labourRate",
  "taxName",
  "taxRates",
  "taxMode",
  "roundingRule",
  ...hoursFields,
  "invoicePrefix",
  "paymentTermsDays",
  "paymentDetails",
  "invoiceTerms",
] as const;
export type BranchTextField = (typeof branchTextFields)[number];

const percents = (rates: readonly number[]): string => rates.map((rate) => String(rate / 100)).join(", ");

/** `20, 5, 0` in basis points; NaN for what is no rate. */
const ratesOf = (text: string): number[] =>
  text
    .split(/[,;]\s|[;\s]+|,(?=\D|$)/)
    .map((part) => part.replace("%", "").trim())
    .filter((part) => part !== "")
    .map((part) => (/^\d{1,3}(?:\.\d{1,2})?$/.test(part) ? Math.round(Number(part) * 100) : Number.NaN));

export const textOf = (branch: BranchFields | BranchView): Text<BranchTextField> => ({
  name: branch.name,
  country: branch.country,
  zone: branch.zone,
  locale: branch.locale,
  odometerUnit: branch.odometerUnit,
  phone: branch.phone ?? "",
  email: branch.email ?? "",
  address: branch.addressLines.join("\n"),
  currency: branch.currency,
  labourRate: editableMoney(branch.labourRateMinor, branch.currency),
  taxName: branch.taxName,
  taxRates: percents(branch.taxRatesBp),
  taxMode: branch.taxMode,
  roundingRule: branch.roundingRule,
  day0: dayText(branch.weekHours[0]),
  day1: dayText(branch.weekHours[1]),
  day2: dayText(branch.weekHours[2]),
  day3: dayText(branch.weekHours[3]),
  day4: dayText(branch.weekHours[4]),
  day5: dayText(branch.weekHours[5]),
  day6: dayText(branch.weekHours[6]),
  invoicePrefix: branch.invoicePrefix,
  paymentTermsDays: String(branch.paymentTermsDays),
  paymentDetails: branch.paymentDetails,
  invoiceTerms: branch.invoiceTerms,
});

const renamed: Partial<Record<string, BranchTextField>> = {
  addressLines: "address",
  labourRateMinor: "labourRate",
  taxRatesBp: "taxRates",
};

/** The field that a path of the input names: `weekHours.5.closes` is Saturday's. */
export const fieldAt = (path: string): BranchTextField | null => {
  const [first = "", second] = path.split(".");
  if (first === "weekHours") return hoursFields[Number(second)] ?? null;
  return renamed[first] ?? branchTextFields.find((field) => field === first) ?? null;
};

/** The text through the procedure's own schema. */
export const parseBranch = (text: Text<BranchTextField>): Parsed<BranchTextField, BranchFields> => {
  const sentences: { [Name in BranchTextField]?: string } = {};
  const currency = /^[A-Za-z]{3}$/.test(text.currency.trim()) ? text.currency.trim() : "EUR";
  const labourRateMinor = parseMoney(text.labourRate, currency);
  if (labourRateMinor === null) sentences.labourRate = "A rate looks like 84.20.";
  const taxRatesBp = ratesOf(text.taxRates);
  if (taxRatesBp.some(Number.isNaN)) sentences.taxRates = "Rates look like 20, 5, 0.";
  const parsed = createBranchInput.safeParse({
    ...text,
    phone: text.phone.trim() === "" ? null : text.phone,
    email: text.email.trim() === "" ? null : text.email.trim(),
    addressLines: text.address
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
    labourRateMinor: labourRateMinor ?? 0,
    taxRatesBp: taxRatesBp.some(Number.isNaN) ? [0] : taxRatesBp,
    weekHours: hoursFields.map((field) => hoursOfText(text[field])),
    paymentTermsDays: text.paymentTermsDays.trim() === "" ? Number.NaN : Number(text.paymentTermsDays),
  });
  for (const issue of parsed.error?.issues ?? []) {
    const field = fieldAt(issue.path.join("."));
    if (field !== null) sentences[field] ??= issue.message;
  }
  return parsed.success && Object.keys(sentences).length === 0
    ? { ok: true, value: parsed.data }
    : { ok: false, sentences };
};

/** What a new branch begins with: the terms of the one on screen, without what is its own. */
export const freshBranch = (like: BranchView): BranchFields => ({
  ...like,
  name: "",
  odometerUnit: like.odometerUnit === "km" ? "km" : "mi",
  addressLines: [],
  phone: null,
  email: null,
  invoicePrefix: "",
});
