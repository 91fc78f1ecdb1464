import type { Paper } from "../paper/paper.ts";

/**
 * All that an invoice's paper says, as plain data. Money is in integer minor units of the branch's currency,
 * rates in basis points (2000 = 20 %), quantities decimal strings ("4.5"), days ISO dates in the branch's zone.
 */
export type InvoiceDocument = Paper & {
  series: string;
  dueOn: string;
  customer: { name: string; addressLines: string[] };
  vehicle: {
    plate: string;
    description: string;
    odometerIn: number | null;
    odometerOut: number | null;
    unit: "mi" | "km";
  };
  jobCardNumber: string;
  /** Who agreed to the prices; `when` is an ISO instant, `how` reads after the name: "by link", "in person". */
  approvals: { when: string; who: string; how: string }[];
  packages: { title: string | null; lines: InvoiceDocumentLine[]; netMinor: number }[];
  notDone: { text: string }[];
  taxes: { rateBp: number; netMinor: number; taxMinor: number }[];
  netMinor: number;
  taxMinor: number;
  totalMinor: number;
  /** Money already received; amounts are positive and shown as taken off. */
  payments: { label: string; amountMinor: number }[];
  toPayMinor: number;
  /** The page on which it is paid, as a link and as a QR code; null where nothing is to be paid there. */
  payLink: string | null;
  payHow: string[];
  terms: string | null;
};

/** `unitPriceMinor` holds the tax when the branch's mode is INCLUSIVE; `netMinor` never does and is after discount. */
export type InvoiceDocumentLine = {
  description: string;
  quantity: string;
  unit: string;
  unitPriceMinor: number;
  taxRateBp: number;
  netMinor: number;
  discountMinor: number;
};
