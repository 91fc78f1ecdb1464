import { exampleInvoice } from "../invoice/example-invoice.ts";
import type { CreditNoteDocument } from "./credit-note-document.ts";

/** A credit note of the example's invoice, for tests and looking at the paper. */
export const exampleCreditNote: CreditNoteDocument = {
  tenant: exampleInvoice.tenant,
  branch: exampleInvoice.branch,
  locale: exampleInvoice.locale,
  number: "NM-2026-CN-00007",
  issuedOn: "2026-05-18",
  invoice: { number: exampleInvoice.number, issuedOn: exampleInvoice.issuedOn, totalMinor: exampleInvoice.totalMinor },
  customer: exampleInvoice.customer,
  vehicle: exampleInvoice.vehicle,
  jobCardNumber: exampleInvoice.jobCardNumber,
  reason: "The brake pads squealed and were taken back.",
  lines: [
    {
      description: "Brake pad set, front",
      quantity: "1",
      unit: "",
      taxRateBp: 2000,
      netMinor: 5890,
      taxMinor: 1178,
      totalMinor: 7068,
    },
    {
      description: "Fit front discs and pads",
      quantity: "0",
      unit: "h",
      taxRateBp: 2000,
      netMinor: 2500,
      taxMinor: 500,
      totalMinor: 3000,
    },
  ],
  taxes: [{ rateBp: 2000, netMinor: 8390, taxMinor: 1678 }],
  netMinor: 8390,
  totalMinor: 10068,
  follows: [
    "£40.00 is taken off what is due on NM-2026-01893.",
    "£60.68 was paid above what is left. It is paid back.",
  ],
};
