import type { Paper } from "../paper/paper.ts";

/**
 * All that an order's paper says, as plain data. Money is in integer minor units of the branch's currency and before
 * tax, quantities are decimal strings, days ISO dates in the branch's zone. `issuedOn` is the day on which it was sent,
 * else the day on which it was begun.
 */
export type PurchaseOrderDocument = Paper & {
  /** Why it has not gone to anybody; null of what was sent. */
  notSent: "Draft" | "Dropped" | null;
  /** Null while nobody has said of whom it is bought. */
  supplier: { name: string; addressLines: string[] } | null;
  /** What the supplier knows the workshop by, or "". */
  accountNumber: string;
  deliverTo: { name: string; addressLines: string[] };
  wantedBy: string | null;
  note: string;
  lines: {
    number: string;
    name: string;
    quantity: string;
    unit: string;
    /** What one is expected at; null, of all of them, for a reader who may not see costs. */
    unitCostMinor: number | null;
  }[];
};
