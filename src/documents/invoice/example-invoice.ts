import type { InvoiceDocument, InvoiceDocumentLine } from "./invoice-document.ts";

const line = (description: string, quantity: string, unit: string, unitPriceMinor: number): InvoiceDocumentLine => ({
  description,
  quantity,
  unit,
  unitPriceMinor,
  taxRateBp: 2000,
  netMinor: Math.round(Number(quantity) * unitPriceMinor),
  discountMinor: 0,
});

/** An invoice of the demo garage, for tests, the bench and looking at the paper. */
export const exampleInvoice: InvoiceDocument = {
  tenant: {
    name: "Northside Motors",
    legalName: "Northside Motors Ltd",
    logo: { initials: "NM", colour: "#7A1F1B" },
    addressLines: ["24 Harbour Street", "London E14 0AA"],
    phone: "020 7946 0182",
    email: "hello@northside.test",
    registration: "Registered in England 00000000",
    taxNumber: "GB 000 0000 00",
    country: "GB",
  },
  branch: {
    name: "Harbour Street",
    zone: "Europe/London",
    locale: "en-GB",
    currency: "GBP",
    taxMode: "EXCLUSIVE",
    paper: "A4",
    taxName: "VAT",
  },
  number: "NM-2026-01893",
  series: "NM-2026",
  issuedOn: "2026-05-14",
  dueOn: "2026-05-14",
  customer: { name: "Simon Hallett", addressLines: ["18 Quay Lane", "London E14 3QT"] },
  vehicle: { plate: "RX18 TNV", description: "Jaguar XE 20d, 2018", odometerIn: 61204, odometerOut: 61209, unit: "mi" },
  jobCardNumber: "4127",
  approvals: [{ when: "2026-05-14T10:42:00Z", who: "Simon Hallett", how: "by link" }],
  packages: [
    {
      title: "Timing belt and water pump",
      lines: [
        line("Replace timing belt and water pump", "4.1", "h", 7800),
        line("Timing belt kit, VKMA 01278", "1", "", 18650),
        line("Water pump, WP 6612", "1", "", 11240),
        line("Coolant, G12 evo", "4.5", "L", 920),
        line("Belt tensioner bolt", "2", "", 1205),
      ],
      netMinor: 68420,
    },
    {
      title: "Front brakes",
      lines: [
        line("Fit front discs and pads", "1.2", "h", 7800),
        line("Brake disc, pair, 312 mm, Brembo", "1", "", 12400),
        line("Brake pad set, front", "1", "", 5890),
        line("Waste and sundries", "1", "", 722),
      ],
      netMinor: 28372,
    },
  ],
  notDone: [{ text: "Nearside drop link, £64.00 before VAT. Declined 14 May 2026, check within 3 months." }],
  taxes: [{ rateBp: 2000, netMinor: 96792, taxMinor: 19358 }],
  netMinor: 96792,
  taxMinor: 19358,
  totalMinor: 116150,
  payments: [{ label: "Card, 12 May 2026", amountMinor: 24000 }],
  toPayMinor: 92150,
  payLink: null,
  payHow: [
    "Bank transfer: Northside Motors Ltd, sort code 00-00-00, account 00000000, reference 01893",
    "Or at the desk by card, Mon to Fri 08:00 to 18:00.",
  ],
  terms: "Parts carry 24 months, labour 12 months or 12,000 miles.",
  locale: "en-GB",
};

/** The same garage with `count` lines in packages of ten. */
export const exampleInvoiceOf = (count: number): InvoiceDocument => {
  const lines = Array.from({ length: count }, (_, index) =>
    line(`Part number ${index} - brake pad set front axle`, String(1 + (index % 4)), "", 1299 + index * 37),
  );
  const packages = Array.from({ length: Math.ceil(count / 10) }, (_, index) => {
    const own = lines.slice(index * 10, index * 10 + 10);
    return { title: `Package ${index + 1}`, lines: own, netMinor: own.reduce((sum, each) => sum + each.netMinor, 0) };
  });
  const netMinor = lines.reduce((sum, each) => sum + each.netMinor, 0);
  const taxMinor = Math.round(netMinor / 5);
  const totalMinor = netMinor + taxMinor;
  return {
    ...exampleInvoice,
    packages,
    netMinor,
    taxMinor,
    totalMinor,
    taxes: [{ rateBp: 2000, netMinor, taxMinor }],
    payments: [],
    toPayMinor: totalMinor,
  };
};
