import { addDays, isoDateIn, yearIn } from "#/domain/time.ts";
import { writeRun } from "./effects.ts";
import { addCompletion, addPayment } from "./figures.ts";
import type { Garage } from "./garage.ts";
import type { Finished, Trail } from "./trail.ts";

/** All that completing a card leaves behind, as `completeJobCard` and its consumers write it. */
export function writeCompletion(garage: Garage, trail: Trail, visit: Finished, paidAt: Date | null): void {
  const { sheet, random, tenant, branch, desk } = garage;
  const { completedAt, totals, vehicle, jobCardId } = visit;
  const series = `${branch.invoicePrefix}-${yearIn(completedAt, branch.zone)}`;
  const sequence = (trail.series.get(series) ?? 0) + 1;
  trail.series.set(series, sequence);
  const number = `${series}-${String(sequence).padStart(5, "0")}`;
  const invoiceId = random.id(completedAt);
  const issuedOn = isoDateIn(completedAt, branch.zone);
  const odometer = visit.odometerOut ?? visit.odometerIn;
  const common = { tenant_id: tenant.id };
  sheet.add("invoice", {
    ...common,
    id: invoiceId,
    branch_id: branch.branchId,
    job_card_id: jobCardId,
    completion_number: 1,
    customer_id: vehicle.customer.id,
    vehicle_id: vehicle.id,
    series,
    sequence,
    number,
    currency: branch.currency,
    tax_mode: branch.taxMode,
    rounding_rule: branch.roundingRule,
    net_minor: totals.netMinor,
    tax_minor: totals.taxMinor,
    total_minor: totals.totalMinor,
    taxes: totals.taxes,
    parties: partiesOf(garage, visit, odometer),
    issued_at: completedAt,
    issued_on: issuedOn,
    due_on: addDays(issuedOn, branch.paymentTermsDays),
  });
  totals.lines.forEach((line, index) =>
    sheet.add("invoice_line", {
      ...common,
      invoice_id: invoiceId,
      position: index + 1,
      job_line_id: line.id,
      kind: line.kind,
      package_title: line.packageTitle,
      description: line.description,
      quantity: line.quantity,
      unit: line.unit,
      unit_price_minor: line.unitPriceMinor,
      discount_minor: line.discountMinor,
      tax_rate_bp: line.taxRateBp,
      net_minor: line.netMinor,
      tax_minor: line.taxMinor,
      total_minor: line.totalMinor,
    }),
  );
  if (paidAt !== null) {
    const method = random.chance(0.8) ? "TERMINAL" : "CASH";
    const paymentId = random.id(paidAt);
    sheet.add("payment", {
      ...common,
      id: paymentId,
      branch_id: branch.branchId,
      customer_id: vehicle.customer.id,
      invoice_id: invoiceId,
      gateway: "manual",
      method,
      state: "CAPTURED",
      amount_minor: totals.totalMinor,
      currency: branch.currency,
      reference: method === "CASH" ? "" : `T${random.between(100_000, 999_999)}`,
      created_at: paidAt,
      received_at: paidAt,
      received_by_id: desk.memberId,
    });
    sheet.add("payment_allocation", {
      ...common,
      id: random.id(paidAt),
      payment_id: paymentId,
      invoice_id: invoiceId,
      amount_minor: totals.totalMinor,
      created_at: paidAt,
    });
    addPayment(garage, paidAt, totals.totalMinor);
  }
  sheet.add("service_record", {
    ...common,
    id: random.id(completedAt),
    vehicle_id: vehicle.id,
    customer_id: vehicle.customer.id,
    branch_id: branch.branchId,
    job_card_id: jobCardId,
    completion_number: 1,
    invoice_id: invoiceId,
    performed_at: completedAt,
    odometer,
    odometer_unit: branch.odometerUnit,
    summary: [...new Set(totals.lines.flatMap((line) => (line.packageTitle === null ? [] : [line.packageTitle])))].join(
      ", ",
    ),
  });
  sheet.add("odometer_reading", {
    ...common,
    id: random.id(completedAt),
    vehicle_id: vehicle.id,
    job_card_id: jobCardId,
    value: odometer,
    unit: branch.odometerUnit,
    read_at: completedAt,
  });
  addCompletion(garage, visit);
  writeRun(garage, trail, visit, { invoiceId, number });
}

const partiesOf = ({ tenant, branch }: Garage, visit: Finished, odometerOut: number) => {
  const {
    car: [make, model, year],
    plate,
    customer,
  } = visit.vehicle;
  const { id: _, ...business } = tenant;
  return {
    tenant: business,
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
    vehicle: { plate, description: `${make} ${model}, ${year}`, odometerIn: visit.odometerIn, odometerOut },
    jobCardNumber: visit.number,
    approvals:
      visit.authorisation === null
        ? []
        : [{ ...visit.authorisation, givenAt: visit.authorisation.givenAt.toISOString() }],
  };
};
