import { auditGenesis, auditHash, type ChainedEntry } from "#/domain/audit-chain.ts";
import { consumersOf, type EventName } from "#/domain/events.ts";
import { formatMoney } from "#/domain/money.ts";
import { addDays, isoDateIn, yearIn } from "#/domain/time.ts";
import { before, type Garage } from "./garage.ts";
import type { WrittenVisit } from "./visits.ts";
import type { Row } from "./write.ts";

/** The tenant's trail: invoice series of its branches and the audit chain, filled while visits are completed in order of time. */
export type Trail = { series: Map<string, number>; entries: ChainedEntry[] };
export type Finished = WrittenVisit & { completedAt: Date };

const after = (at: Date, ms: number) => new Date(at.getTime() + ms);
const stepsOf = (parts: number, number: string, total: string) =>
  [
    ["prerequisites", "Nothing stood in the way"],
    ["parts issued", parts === 0 ? "No parts on this card" : `${parts} ${parts === 1 ? "part" : "parts"} left stock`],
    ["bay freed", "It stood on no bay"],
    ["status set", "Completed"],
    ["invoice issued", `${number}, ${total}`],
    ["history written", null],
  ] as const;

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
    sheet.add("payment", {
      ...common,
      id: random.id(paidAt),
      invoice_id: invoiceId,
      method,
      state: "CAPTURED",
      amount_minor: totals.totalMinor,
      currency: branch.currency,
      reference: method === "CASH" ? "" : `T${random.between(100_000, 999_999)}`,
      received_at: paidAt,
      received_by_id: desk.memberId,
    });
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
  writeRun(garage, trail, visit, { invoiceId, number });
}

function writeRun(garage: Garage, trail: Trail, visit: Finished, invoice: { invoiceId: string; number: string }): void {
  const { sheet, random, tenant, branch, desk } = garage;
  const { completedAt, totals, jobCardId } = visit;
  const runId = random.id(completedAt);
  const correlationId = random.id(completedAt);
  const startedAt = after(completedAt, -14);
  const partIds = [...new Set(totals.lines.flatMap((line) => (line.partId === null ? [] : [line.partId])))];
  const common = { tenant_id: tenant.id };
  sheet.add("orchestration_run", {
    ...common,
    id: runId,
    name: "job-card.complete",
    state: "COMPLETED",
    subject_type: "jobCard",
    subject_id: jobCardId,
    actor_kind: "member",
    actor_id: desk.memberId,
    actor_name: desk.name,
    correlation_id: correlationId,
    input: { jobCardId },
    started_at: startedAt,
    finished_at: completedAt,
    duration_ms: 14,
  });
  stepsOf(partIds.length, invoice.number, formatMoney(totals.totalMinor, branch.currency, branch.locale)).forEach(
    ([name, text], position) =>
      sheet.add("orchestration_step", {
        ...common,
        run_id: runId,
        position,
        name,
        state: "DONE",
        started_at: after(startedAt, position * 2),
        duration_ms: 2,
        payload: text === null ? null : { text },
      }),
  );
  const event = (type: EventName, subjectType: string, subjectId: string, data: Row) => {
    const id = random.id(completedAt);
    const sentAt = after(completedAt, 20);
    sheet.add("outbox_event", {
      ...common,
      id,
      type,
      version: 1,
      subject_type: subjectType,
      subject_id: subjectId,
      actor_id: desk.memberId,
      correlation_id: correlationId,
      run_id: runId,
      data,
      consumers: consumersOf[type],
      occurred_at: completedAt,
      state: "SENT",
      sends: 1,
      available_at: completedAt,
      sent_at: sentAt,
    });
    for (const consumer of consumersOf[type]) writeDelivery(garage, visit, invoice, { eventId: id, consumer, sentAt });
  };
  event("job-card/completed", "jobCard", jobCardId, { jobCardId, invoiceId: invoice.invoiceId, completionNumber: 1 });
  event("invoice/generated", "invoice", invoice.invoiceId, { invoiceId: invoice.invoiceId, jobCardId });
  if (partIds.length > 0)
    event("inventory/adjusted", "jobCard", jobCardId, { branchId: branch.branchId, jobCardId, partIds });
  trail.entries.push({
    id: random.id(completedAt),
    tenantId: tenant.id,
    at: completedAt,
    actorKind: "member",
    actorId: desk.memberId,
    actorName: desk.name,
    action: "job-card.completed",
    subjectType: "jobCard",
    subjectId: jobCardId,
    correlationId,
    runId,
    changes: { status: ["IN_PROGRESS", "COMPLETED"], invoice: invoice.number, totalMinor: totals.totalMinor },
  });
}

const mailsOf: Readonly<Record<string, { kind: string; subject(plate: string, number: string): string }>> = {
  "notify-customer-email": { kind: "ready", subject: (plate) => `${plate} is ready` },
  "email-invoice": { kind: "invoice", subject: (_, number) => `Invoice ${number}` },
};

function writeDelivery(
  garage: Garage,
  visit: Finished,
  invoice: { invoiceId: string; number: string },
  owed: { eventId: string; consumer: string; sentAt: Date },
): void {
  const { sheet, random, tenant } = garage;
  const id = random.id(owed.sentAt);
  const mail = mailsOf[owed.consumer];
  const { customer, plate } = visit.vehicle;
  const skipped = mail !== undefined && customer.email === null;
  const finishedAt = after(owed.sentAt, random.between(60, 900));
  sheet.add("event_delivery", {
    tenant_id: tenant.id,
    event_id: owed.eventId,
    consumer: owed.consumer,
    id,
    state: skipped ? "SKIPPED" : "DONE",
    attempts_started: 1,
    attempts_finished: 1,
    available_at: owed.sentAt,
    fence: 1,
    result: skipped ? null : { text: mail === undefined ? "Stored" : `Accepted for ${customer.email}` },
    created_at: visit.completedAt,
    started_at: owed.sentAt,
    finished_at: finishedAt,
    closed_reason: skipped ? "The customer has no e-mail address." : null,
  });
  if (mail === undefined || customer.email === null) return;
  const subject = mail.subject(plate, invoice.number);
  sheet.add("message", {
    tenant_id: tenant.id,
    id: random.id(owed.sentAt),
    channel: "EMAIL",
    state: "SENT",
    kind: mail.kind,
    recipient: customer.email,
    subject,
    body_text: `${subject}.`,
    customer_id: customer.id,
    job_card_id: visit.jobCardId,
    invoice_id: invoice.invoiceId,
    source_key: `delivery:${id}`,
    tries: 1,
    created_at: owed.sentAt,
    sent_at: finishedAt,
  });
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

/** Writes the counters and the sealed audit. Entries must have come in order of time. */
export function writeTrail(garage: Garage, trail: Trail): void {
  const { sheet, tenant } = garage;
  for (const [series, last] of trail.series)
    sheet.add("invoice_counter", { tenant_id: tenant.id, series, last_number: last });
  let hash = auditGenesis;
  trail.entries.forEach((entry, index) => {
    hash = auditHash(hash, entry);
    sheet.add("audit_entry", {
      tenant_id: entry.tenantId,
      id: entry.id,
      at: entry.at,
      actor_kind: entry.actorKind,
      actor_id: entry.actorId,
      actor_name: entry.actorName,
      action: entry.action,
      subject_type: entry.subjectType,
      subject_id: entry.subjectId,
      changes: { ...(entry.changes ?? {}) },
      correlation_id: entry.correlationId,
      run_id: entry.runId,
    });
    sheet.add("audit_seal", {
      tenant_id: tenant.id,
      position: index + 1,
      entry_id: entry.id,
      hash,
      sealed_at: after(new Date(entry.at), 3000),
    });
  });
  const last = trail.entries.at(-1);
  sheet.add("audit_head", {
    tenant_id: tenant.id,
    position: trail.entries.length,
    hash,
    sealed_through: last ? new Date(last.at) : before(garage.now, 1),
  });
}
