import type { InvoiceDocument } from "#/documents/invoice/invoice-document.ts";
import { formatMoney, formatRate } from "#/domain/money.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { formatIsoDate } from "#/domain/time.ts";

/** Everything an invoice says, as text: the others are handed it ready, where ours formats it each time. */
export type Fields = {
  readonly title: string;
  readonly number: string;
  readonly parties: readonly (readonly string[])[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly sums: readonly (readonly [string, string])[];
  readonly foot: readonly string[];
};

export const fieldsOf = (invoice: InvoiceDocument): Fields => {
  const { tenant, branch, customer, vehicle, locale } = invoice;
  const amount = (minor: number) => formatMoney(minor, branch.currency, locale);
  return {
    title: "Invoice",
    number: invoice.number,
    parties: [
      [tenant.name, ...tenant.addressLines, tenant.phone ?? "", tenant.email ?? ""],
      ["Billed to", customer.name, ...customer.addressLines],
      ["Vehicle", vehicle.plate, vehicle.description, `${vehicle.odometerIn} in, ${vehicle.odometerOut} out`],
      [
        "Issued",
        formatIsoDate(invoice.issuedOn),
        "Due",
        formatIsoDate(invoice.dueOn),
        invoice.jobCardNumber,
        branch.name,
      ],
    ],
    head: ["Description", "Qty", "Unit", branch.taxName, "Net"],
    rows: invoice.packages.flatMap(({ title, lines, netMinor }) => [
      ...(title === null ? [] : [[title, "", "", "", amount(netMinor)]]),
      ...lines.map((line) => [
        line.description,
        formatQuantity(line.quantity, line.unit),
        amount(line.unitPriceMinor),
        formatRate(line.taxRateBp),
        amount(line.netMinor),
      ]),
    ]),
    sums: [
      ["Net", amount(invoice.netMinor)],
      ...invoice.taxes.map((tax): [string, string] => [
        `${branch.taxName} ${formatRate(tax.rateBp)} on ${amount(tax.netMinor)}`,
        amount(tax.taxMinor),
      ]),
      ["Total", amount(invoice.totalMinor)],
      ["To pay", amount(invoice.toPayMinor)],
    ],
    foot: ["How to pay", ...invoice.payHow, invoice.terms ?? "", tenant.legalName],
  };
};
