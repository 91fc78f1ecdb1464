import { uuidv7 } from "#/domain/ids.ts";
import { type InvoiceParties, seriesOf } from "#/domain/invoice.ts";
import { addDays, isoDateIn } from "#/domain/time.ts";
import { totalsOf } from "#/domain/totals.ts";
import type { Tx } from "#/server/db/transaction.ts";
import * as invoices from "#/server/repositories/invoices.ts";
import type { CardRow } from "#/server/repositories/job-cards.ts";

export type IssuedInvoice = {
  readonly id: string;
  readonly number: string;
  readonly totalMinor: number;
  readonly currency: string;
};

/** Issues the invoice of a card that is being completed: its lines as they stand, parties frozen, the series' next number. */
export const issueFrom = async (tx: Tx, card: CardRow): Promise<IssuedInvoice> => {
  const { branch } = card;
  const totals = totalsOf(card.lines, branch);
  const issuedOn = isoDateIn(tx.now, branch.zone);
  const id = uuidv7();
  const number = await invoices.insert(tx, {
    id,
    branchId: branch.id,
    jobCardId: card.id,
    completionNumber: card.completionNumber + 1,
    customerId: card.customer.id,
    vehicleId: card.vehicle.id,
    series: seriesOf(branch, tx.now),
    currency: branch.currency,
    taxMode: branch.taxMode,
    roundingRule: branch.roundingRule,
    netMinor: totals.netMinor,
    taxMinor: totals.taxMinor,
    totalMinor: totals.totalMinor,
    taxes: totals.taxes,
    parties: partiesOf(card),
    issuedOn,
    dueOn: addDays(issuedOn, branch.paymentTermsDays),
    lines: totals.lines.map((line) => ({
      jobLineId: line.id,
      kind: line.kind,
      packageTitle: line.packageTitle,
      description: line.description,
      quantity: line.quantity,
      unit: line.unit,
      unitPriceMinor: line.unitPriceMinor,
      discountMinor: line.discountMinor,
      taxRateBp: line.taxRateBp,
      netMinor: line.netMinor,
      taxMinor: line.taxMinor,
      totalMinor: line.totalMinor,
    })),
  });
  return { id, number, totalMinor: totals.totalMinor, currency: branch.currency };
};

const partiesOf = ({ tenant, branch, customer, vehicle, ...card }: CardRow): InvoiceParties => ({
  tenant,
  branch: {
    name: branch.name,
    zone: branch.zone,
    locale: branch.locale,
    country: branch.country,
    taxName: branch.taxName,
    addressLines: branch.addressLines,
    phone: branch.phone,
    email: branch.email,
    odometerUnit: branch.odometerUnit,
    paymentDetails: branch.paymentDetails,
    invoiceTerms: branch.invoiceTerms,
  },
  customer: { name: customer.name, addressLines: customer.addressLines },
  vehicle: {
    plate: vehicle.plate,
    description: [`${vehicle.make} ${vehicle.model}`, vehicle.year].filter((part) => part !== null).join(", "),
    odometerIn: card.odometerIn,
    odometerOut: card.odometerOut ?? card.odometerIn ?? 0,
  },
  jobCardNumber: card.number,
  approvals: card.authorisations.map(({ givenBy, method, givenAt }) => ({ givenBy, method, givenAt })),
});
