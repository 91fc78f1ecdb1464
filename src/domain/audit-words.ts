import { weekdays } from "#/domain/hours.ts";
import { formatMoney, formatRate } from "#/domain/money.ts";
import { roleWords } from "#/domain/role-words.ts";
import { formatDay, formatTime, yearIn } from "#/domain/time.ts";
import { isJobCardStatus, jobCardStatusWords } from "#/domain/transitions.ts";

/** How an audit entry reads: its action as a sentence, each change with what was and what is. */

const actions: Readonly<Record<string, string>> = {
  "account.change-password": "Changed their password",
  "account.end-sessions": "Ended sessions of theirs",
  "account.two-factor-new-codes": "Made new backup codes",
  "account.two-factor-off": "Turned their second step off",
  "account.two-factor-on": "Turned their second step on",
  "account.update": "Changed their profile",
  "backfill.done": "Brought earlier records to a connected system",
  "backfill.started": "Asked for earlier records to be brought to a connected system",
  "backfill.stopped": "Stopped bringing earlier records: it was disconnected",
  "bay.changed": "Renamed a bay",
  "bay.closed": "Closed a bay",
  "bay.created": "Added a bay",
  "bay.reopened": "Opened a bay again",
  "bays.ordered": "Put the bays in order",
  "branch.changed": "Changed a branch",
  "branch.closed": "Closed a branch",
  "branch.created": "Opened a branch",
  "branch.reopened": "Opened a branch again",
  "business.changed": "Changed the business",
  "connection.broken": "The accounting system let us in no more",
  "connection.connected": "Connected the accounting system",
  "connection.disconnected": "Disconnected the accounting system",
  "connection.mapped": "Chose accounts and taxes",
  "crm.broken": "The CRM let us in no more",
  "crm.connected": "Connected the CRM",
  "crm.disconnected": "Disconnected the CRM",
  "crm.mapped": "Chose the stages of jobs",
  "crm.sync-asked": "Asked for the CRM to be told again",
  "customer.merged": "Merged a customer into this one",
  "customer.merged-away": "Was merged into another customer",
  "customer.not-the-same": "Said that two customers are not the same",
  "job-card.approved": "Recorded an approval",
  "job-card.assigned": "Assigned the technician",
  "job-card.changed": "Changed the job card",
  "job-card.completed": "Completed the job card",
  "job-card.created": "Opened the job card",
  "job-card.line-changed": "Changed a line",
  "job-card.lines-added": "Added lines",
  "job-card.lines-done": "Ticked work off",
  "job-card.lines-removed": "Took lines off",
  "job-card.moved": "Moved the job card",
  "job-card.placed": "Placed it on a bay",
  "job-card.unplaced": "Took it off the bay",
  "job-card.template-applied": "Added a template",
  "labour-rate.changed": "Changed a labour rate",
  "labour-rate.created": "Added a labour rate",
  "labour-rate.removed": "Removed a labour rate",
  "subscription.changed": "Changed the subscription",
  "template.changed": "Changed a template",
  "template.created": "Added a template",
  "template.removed": "Removed a template",
  "text.answered": "Answered a text",
  "logo.changed": "Changed the logo",
  "logo.removed": "Removed the logo",
  "message.resent": "Sent a message again",
  "part.changed": "Changed a part",
  "part.created": "Added a part",
  "job-card.part-ordered": "Ordered a part for the card",
  "job-card.parts-arrived": "All parts have arrived",
  "job-card.parts-missing": "A count found parts missing that the card held",
  "stock-count.opened": "Opened a count",
  "stock-count.part-added": "Put a part on a count",
  "stock-count.counted": "Counted a part",
  "stock-count.posted": "Posted a count",
  "stock-count.cancelled": "Cancelled a count",
  "stock-transfer.requested": "Asked another branch for parts",
  "stock-transfer.sent": "Sent parts to another branch",
  "stock-transfer.received": "Took in parts from another branch",
  "stock-transfer.cancelled": "Cancelled a transfer",
  "core.collected": "Noted an old unit that came in",
  "core.sent": "Noted an old unit sent to the supplier",
  "core.credited": "Noted the credit for an old unit",
  "core.lapsed": "Gave up the deposit of an old unit",
  "core.taken-back": "Took back what was noted last of an old unit",
  "supplier-return.created": "Began a return to a supplier",
  "supplier-return.sent": "Sent parts back to a supplier",
  "supplier-return.credited": "Noted a supplier's credit",
  "supplier-return.cancelled": "Cancelled a return to a supplier",
  "purchase-order.changed": "Changed a purchase order",
  "purchase-order.closed": "Closed a purchase order",
  "purchase-order.dropped": "Dropped a draft order",
  "purchase-order.parts-added": "Put parts on an order",
  "purchase-order.received": "Received a delivery",
  "purchase-order.sent": "Sent a purchase order",
  "supplier.archived": "Archived a supplier",
  "supplier.changed": "Changed a supplier",
  "supplier.created": "Added a supplier",
  "supplier.restored": "Took a supplier back",
  "invoice.credited": "Issued a credit note",
  "invoice.pay-link-opened": "Opened the link to pay",
  "invoice.sync-asked": "Had the invoice brought to the books again",
  "job-card.note-added": "Wrote a note",
  "job-card.note-removed": "Took a note away",
  "job-card.reopened": "Opened the completed card again",
  "payment.captured": "A card payment came in",
  "payment.deposit-taken": "Took a deposit",
  "payment.failed": "A card payment failed",
  "payment.refund-failed": "A refund failed",
  "payment.refund-requested": "Gave money back",
  "payment.refunded": "A refund went out",
  "payment.taken": "Took a payment",
  "stock.adjusted": "Corrected stock",
  "stock.counted": "A count found another quantity",
  "stock.issued": "Parts left stock",
  "stock.received": "Received stock",
  "vehicle.merged": "Merged another record of the car into this one",
  "vehicle.merged-away": "Was merged into another vehicle",
  "vehicle.not-the-same": "Said that two vehicles are not the same",
  "webhook.secret-changed": "Changed the signing secret of a webhook endpoint",
  "webhook.changed": "Changed a webhook endpoint",
  "webhook.created": "Added a webhook endpoint",
  "webhook.removed": "Removed a webhook endpoint",
  "webhook.replayed": "Sent a webhook message again",
  "webhook.turned-off": "Turned a webhook endpoint off",
  "webhook.turned-on": "Turned a webhook endpoint on",
  "wording.changed": "Changed the words of a message",
};

const spaced = (name: string): string => name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll(/[._-]/g, " ");
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();

/** `vehicle.plate-changed` without an entry of its own reads "Vehicle plate changed". */
export const auditTitle = (action: string): string =>
  Object.hasOwn(actions, action) ? (actions[action] ?? action) : capital(spaced(action));

const words: Readonly<Record<string, string>> = {
  bayId: "Bay",
  bays: "Bays",
  amountMinor: "Amount",
  branchId: "Branch",
  changeMinor: "Change",
  coreDays: "Days for the old unit",
  coreMinor: "Core deposit",
  costMinor: "Cost",
  creditNote: "Credit note",
  customerId: "Customer",
  invoice: "Invoice",
  jobCardId: "Job card",
  jobCardTerm: "A job card is called",
  labourRateMinor: "Labour rate",
  memberId: "Person",
  onHandMilli: "On hand",
  partId: "Part",
  priceMinor: "Price",
  roundingRule: "Tax is rounded",
  taxMode: "Prices are",
  taxRatesBp: "Tax rates",
  technicianId: "Technician",
  opening: "Opening",
  closing: "Closing words",
  totalMinor: "Total",
  vehicleId: "Vehicle",
  weekHours: "Hours",
};

const fieldWord = (name: string): string =>
  Object.hasOwn(words, name) ? (words[name] ?? name) : capital(spaced(name.replace(/(?:Minor|Bp|Milli|Id)$/, "")));

export type AuditWords = {
  readonly zone: string;
  /** Of the branch where it happened; null when that is not known, and amounts are then said plainly. */
  readonly currency: string | null;
  readonly locale: string;
  /** Records by id, as people name them. */
  readonly names: ReadonlyMap<string, string>;
};

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;
const coded: Readonly<Record<string, string>> = {
  LINE: "on each line",
  DOCUMENT: "once for each rate",
  INCLUSIVE: "with tax inside",
  EXCLUSIVE: "before tax",
  TRIAL: "on trial",
  ACTIVE: "active",
  EXPIRED: "expired",
  ...roleWords,
};

/** One value as people read it: amounts, rates, quantities, times and records by their names. */
export const sayValue = (field: string, value: unknown, known: AuditWords): string => {
  if (value === null || value === undefined || value === "") return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return sayNumber(field, value, known);
  if (typeof value === "string") {
    if (uuid.test(value)) return known.names.get(value) ?? `record ${value.slice(0, 8)}`;
    if (instant.test(value)) {
      const at = new Date(value);
      return `${formatDay(at, known.zone)} ${yearIn(at, known.zone)}, ${formatTime(at, known.zone)}`;
    }
    if (isJobCardStatus(value)) return jobCardStatusWords[value];
    return Object.hasOwn(coded, value) ? (coded[value] ?? value) : value;
  }
  if (field === "weekHours" && Array.isArray(value)) return sayWeek(value);
  if (Array.isArray(value))
    return value.length === 0 ? "nothing" : value.map((each) => sayValue(field, each, known)).join(", ");
  return Object.entries(value)
    .map(([name, each]) => `${fieldWord(name).toLowerCase()} ${sayValue(name, each, known)}`)
    .join(", ");
};

const sayNumber = (field: string, value: number, { currency, locale }: AuditWords): string => {
  if (field.endsWith("Minor")) return currency === null ? String(value / 100) : formatMoney(value, currency, locale);
  if (field.endsWith("Bp")) return formatRate(value);
  return field.endsWith("Milli") ? String(value / 1000) : String(value);
};

const sayWeek = (week: readonly unknown[]): string =>
  week
    .map((day, index) => {
      const name = (weekdays[index] ?? "").slice(0, 3);
      const open = typeof day === "object" && day !== null && "opens" in day && "closes" in day;
      return open ? `${name} ${day.opens}–${day.closes}` : `${name} closed`;
    })
    .join(", ");

export type SaidChange = { readonly word: string; readonly before: string | null; readonly after: string };

/** Every field of an entry: a pair is what was and what is, anything else a fact beside it. */
export const sayChanges = (changes: unknown, known: AuditWords): SaidChange[] => {
  if (typeof changes !== "object" || changes === null || Array.isArray(changes)) return [];
  return Object.entries(changes).map(([field, value]: [string, unknown]) => {
    const word = fieldWord(field);
    return isPair(field, value)
      ? { word, before: sayValue(field, value[0], known), after: sayValue(field, value[1], known) }
      : { word, before: null, after: sayValue(field, value, known) };
  });
};

/** Lists of ids, of days or of names are facts though they may have two members. */
const isPair = (field: string, value: unknown): value is readonly [unknown, unknown] =>
  Array.isArray(value) && value.length === 2 && !/(?:Ids|Names|consumers)$/.test(field);

/** Every id among the values, to be named. */
export const idsIn = (value: unknown): string[] => {
  if (typeof value === "string") return uuid.test(value) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((each: unknown) => idsIn(each));
};
