import { expect, it } from "vitest";
import type { BranchFields } from "#/domain/branch.ts";
import { fieldAt, parseBranch, textOf } from "./branch-text.ts";

const day = { opens: "08:00", closes: "18:00" };
const branch: BranchFields = {
  name: "Harbour Street",
  zone: "Europe/London",
  locale: "en-GB",
  country: "GB",
  currency: "GBP",
  taxName: "VAT",
  taxMode: "EXCLUSIVE",
  roundingRule: "LINE",
  taxRatesBp: [2000, 825, 0],
  labourRateMinor: 7850,
  odometerUnit: "mi",
  addressLines: ["14 Harbour Street", "Whitstable"],
  phone: "+441227960014",
  email: "harbour@example.com",
  weekHours: [day, day, day, day, day, { opens: "09:00", closes: "12:30" }, null],
  invoicePrefix: "NM",
  paymentTermsDays: 14,
  paymentDetails: "",
  invoiceTerms: "",
};

it("says a branch as text and reads the same branch from it", () => {
  const text = textOf(branch);
  expect(text).toMatchObject({ taxRates: "20, 8.25, 0", labourRate: "78.50", day5: "09:00-12:30", day6: "" });
  expect(parseBranch(text)).toEqual({ ok: true, value: branch });
});

it("says at its field what cannot be read", () => {
  const text = {
    ...textOf(branch),
    taxRates: "twenty",
    labourRate: "much",
    zone: "Mars/Base",
    day5: "12:30-09:00",
    paymentTermsDays: "",
    email: "nobody",
    invoicePrefix: "N-M",
  };
  const parsed = parseBranch(text);
  expect(parsed.ok ? [] : Object.keys(parsed.sentences).sort()).toEqual(
    ["day5", "email", "invoicePrefix", "labourRate", "paymentTermsDays", "taxRates", "zone"].sort(),
  );
});

it("finds the field that the server names", () => {
  expect(fieldAt("weekHours.6.closes")).toBe("day6");
  expect(fieldAt("taxRatesBp.0")).toBe("taxRates");
  expect(fieldAt("currency")).toBe("currency");
  expect(fieldAt("branchId")).toBeNull();
});
