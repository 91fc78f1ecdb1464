import type { Paper, PaperCar } from "../paper/paper.ts";
import type { PaperTax } from "../paper/taxes.ts";

/**
 * All that a credit note's paper says, as plain data. Money is in integer minor units of the branch's currency and
 * stands above zero, rates in basis points, quantities decimal strings, days ISO dates in the branch's zone.
 */
export type CreditNoteDocument = Paper & {
  /** What it takes back. */
  invoice: { number: string; issuedOn: string; totalMinor: number };
  customer: { name: string; addressLines: string[] };
  vehicle: PaperCar;
  jobCardNumber: string;
  reason: string;
  lines: {
    description: string;
    /** "0" where an amount is taken off the line and nothing of it comes back. */
    quantity: string;
    unit: string;
    taxRateBp: number;
    netMinor: number;
    taxMinor: number;
    totalMinor: number;
  }[];
  taxes: PaperTax[];
  netMinor: number;
  totalMinor: number;
  /** What becomes of it, a sentence each. */
  follows: string[];
};
