import { readyText } from "#/documents/sms/ready-text.ts";
import { consumersOf, type EventName } from "#/domain/events.ts";
import { formatMoney } from "#/domain/money.ts";
import { formatPhone } from "#/domain/phone.ts";
import { formatDate } from "#/domain/time.ts";
import type { Garage } from "./garage.ts";
import { after, type Finished, type Trail } from "./trail.ts";
import type { Row } from "./write.ts";

const stepsOf = (parts: number, number: string, total: string) =>
  [
    ["prerequisites", "Nothing stood in the way"],
    ["parts issued", parts === 0 ? "No parts on this card" : `${parts} ${parts === 1 ? "part" : "parts"} left stock`],
    ["bay freed", "It stood on no bay"],
    ["status set", "Completed"],
    ["invoice issued", `${number}, ${total}`],
    ["history written", null],
  ] as const;

/** The run's receipt with its steps, its events, and what their consumers have done since. */
export function writeRun(
  garage: Garage,
  trail: Trail,
  visit: Finished,
  invoice: { invoiceId: string; number: string },
): void {
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
    branch_id: branch.branchId,
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
    form: 2,
    ...deskDevice,
  });
}

/** From where the desk of the demo works. */
const deskDevice = {
  ipAddress: "192.0.2.14",
  userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
};

type Said = {
  channel: "EMAIL" | "SMS";
  kind: string;
  /** Where it went; null when the customer has no such address. */
  recipient: string | null;
  subject: string;
  text: string;
};

/** What a consumer says to the customer; null when it says nothing. */
function saidBy(garage: Garage, visit: Finished, invoice: { number: string }, consumer: string): Said | null {
  const { tenant, branch } = garage;
  const { customer, plate } = visit.vehicle;
  const { email, phone } = customer;
  const mail = (kind: string, subject: string): Said => ({
    channel: "EMAIL",
    kind,
    recipient: email,
    subject,
    text: `${subject}.`,
  });
  if (consumer === "notify-customer-email") return mail("job-card-ready", `${plate} is ready`);
  if (consumer === "email-invoice") return mail("invoice", `Invoice ${invoice.number}`);
  if (consumer !== "notify-customer-sms") return null;
  const text = readyText({
    tenantName: tenant.name,
    branchName: branch.name,
    branchPhone: formatPhone(branch.phone, branch.country),
    plate,
    toPay: { minor: visit.totals.totalMinor, currency: branch.currency, locale: branch.locale },
    visit: null,
    pay: null,
  });
  return { channel: "SMS", kind: "job-card-ready", recipient: phone, subject: "", text };
}

/** What became of effects that say nothing to the customer. */
const cameTo = (consumer: string, { branch }: Garage, at: Date): string => {
  if (consumer === "notify-procurement" || consumer === "draft-purchase-order") return "Nothing new has fallen short.";
  if (consumer === "check-stock-levels") return "Nothing new";
  return consumer === "update-analytics" ? formatDate(at, branch.zone) : "Stored";
};

function writeDelivery(
  garage: Garage,
  visit: Finished,
  invoice: { invoiceId: string; number: string },
  owed: { eventId: string; consumer: string; sentAt: Date },
): void {
  const { sheet, random, tenant, branch } = garage;
  const id = random.id(owed.sentAt);
  const said = saidBy(garage, visit, invoice, owed.consumer);
  const finishedAt = after(owed.sentAt, random.between(60, 900));
  const shown = said?.channel === "SMS" ? formatPhone(said.recipient ?? "", branch.country) : said?.recipient;
  const end: { text: string } | { skipped: string } =
    said === null
      ? { text: cameTo(owed.consumer, garage, visit.completedAt) }
      : said.recipient === null
        ? { skipped: "No e-mail address on file." }
        : { text: `Accepted for ${shown}` };
  sheet.add("event_delivery", {
    tenant_id: tenant.id,
    event_id: owed.eventId,
    consumer: owed.consumer,
    id,
    state: "skipped" in end ? "SKIPPED" : "DONE",
    attempts_started: 1,
    attempts_finished: 1,
    available_at: owed.sentAt,
    fence: 1,
    result: "skipped" in end ? null : end,
    created_at: visit.completedAt,
    started_at: owed.sentAt,
    finished_at: finishedAt,
    closed_reason: "skipped" in end ? end.skipped : null,
  });
  if (said === null || said.recipient === null) return;
  sheet.add("message", {
    tenant_id: tenant.id,
    id: random.id(owed.sentAt),
    channel: said.channel,
    state: "SENT",
    kind: said.kind,
    recipient: said.recipient,
    subject: said.subject,
    body_text: said.text,
    customer_id: visit.vehicle.customer.id,
    job_card_id: visit.jobCardId,
    invoice_id: invoice.invoiceId,
    source_key: `delivery:${id}`,
    tries: 1,
    created_at: owed.sentAt,
    sent_at: finishedAt,
  });
}
