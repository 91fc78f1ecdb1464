import { exampleInvoice } from "../invoice/example-invoice.ts";
import type { PurchaseOrderDocument } from "./purchase-order-document.ts";

/** An order of the example's garage, for tests and looking at the paper. */
export const examplePurchaseOrder: PurchaseOrderDocument = {
  tenant: exampleInvoice.tenant,
  branch: exampleInvoice.branch,
  locale: exampleInvoice.locale,
  number: "PO-48",
  issuedOn: "2026-05-14",
  notSent: null,
  supplier: { name: "Marlow Parts", addressLines: ["Unit 4, Quay Trade Park", "Whitstable CT5 3QT"] },
  accountNumber: "NM-4471",
  deliverTo: { name: "Harbour Street", addressLines: ["24 Harbour Street", "London E14 0AA"] },
  wantedBy: "2026-05-16",
  note: "By the back door, please: the yard is full.",
  lines: [
    { number: "WP 6612", name: "Water pump", quantity: "4", unit: "", unitCostMinor: 7750 },
    { number: "09.9793.11", name: "Brake disc, pair, 312 mm, Brembo", quantity: "2", unit: "", unitCostMinor: 8120 },
    { number: "G12E-20", name: "Coolant, G12 evo", quantity: "20.5", unit: "L", unitCostMinor: 455 },
  ],
};
