import { z } from "zod";
import { givenMoment, id, minor, moment } from "#/domain/fields.ts";

/** Invoices by how they stand, their age, branch and customer: what the list of invoices asks for and shows. */

export const invoiceStates = ["open", "due", "overdue", "part", "paid"] as const;
export type InvoiceState = (typeof invoiceStates)[number];
export const invoiceStateWords = {
  open: "Owed",
  due: "Not due yet",
  overdue: "Overdue",
  part: "Part paid",
  paid: "Paid",
} as const satisfies Record<InvoiceState, string>;

/** Days past the day it was due. */
export const invoiceAges = ["0-30", "31-60", "61-90", "91"] as const;
export type InvoiceAge = (typeof invoiceAges)[number];
export const invoiceAgeWords = {
  "0-30": "1 to 30 days late",
  "31-60": "31 to 60 days late",
  "61-90": "61 to 90 days late",
  "91": "Over 90 days late",
} as const satisfies Record<InvoiceAge, string>;

const invoiceCursor = z.object({ at: givenMoment, id });

export const listInvoicesInput = z.object({
  state: z.enum(invoiceStates).nullable().default(null),
  age: z.enum(invoiceAges).nullable().default(null),
  branchId: id.nullable().default(null),
  customerId: id.nullable().default(null),
  order: z.enum(["newest", "oldest"]).default("newest"),
  /** What the page before ended with. */
  cursor: invoiceCursor.nullable().default(null),
});
export type ListInvoices = z.infer<typeof listInvoicesInput>;

export const invoiceRowView = z.object({
  id,
  number: z.string(),
  plate: z.string(),
  customer: z.object({ id, name: z.string() }),
  branchName: z.string(),
  locale: z.string(),
  currency: z.string(),
  issuedAt: moment,
  /** Calendar dates of the branch. */
  issuedOn: z.string(),
  dueOn: z.string(),
  totalMinor: minor,
  dueMinor: minor,
  /** Whole days since it was due, in the branch's own calendar; null for one that is paid or not due yet. */
  daysLate: z.int().nullable(),
});
export type InvoiceRow = z.infer<typeof invoiceRowView>;

export const invoiceListView = z.object({
  rows: z.array(invoiceRowView),
  next: invoiceCursor.nullable(),
  /** The customer that the list is narrowed to. */
  customerName: z.string().nullable(),
});

/** What is owed in each currency, by age. */
export const owedView = z.array(
  z.object({
    currency: z.string(),
    invoices: z.int(),
    dueMinor: minor,
    overdueInvoices: z.int(),
    overdueMinor: minor,
    /** When the oldest that is overdue was due. */
    oldestDueOn: z.string().nullable(),
  }),
);
