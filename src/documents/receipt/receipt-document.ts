import type { Paper, PaperCar } from "../paper/paper.ts";

/** All that a receipt's paper says of one payment, as plain data. Money is in minor units of the branch's currency. */
export type ReceiptDocument = Paper & {
  customer: { name: string; addressLines: string[] };
  vehicle: PaperCar | null;
  /** When the money came, and how: "Cash". */
  receivedAt: string;
  method: string;
  amountMinor: number;
  /** Cash handed over, where change was given. */
  tenderedMinor: number | null;
  /** The reference that was noted with it, or "". */
  reference: string;
  /** What it is for: "Invoice NM-2026-01893", "Deposit for job card 4127". */
  purpose: string;
  /** Of an invoice's payment: what it came to, and how it stood right after; null of a deposit. */
  invoice: { totalMinor: number; creditedMinor: number; paidBeforeMinor: number; leftMinor: number } | null;
};
