import { z } from "zod";
import { reminderNotices } from "#/domain/reminders.ts";

const id = z.uuid();

/** What every event carries, filled in by `emit`; `data` holds ids and the few facts a consumer cannot read again. */
export const eventEnvelope = z.object({
  id,
  tenantId: id,
  actorId: id.nullable(),
  correlationId: z.string(),
  occurredAt: z.iso.datetime(),
  version: z.int().positive(),
  origin: z.string().nullable(),
  subjectType: z.string(),
  subjectId: id,
  /** The trace that it is part of, while traces are exported. */
  traceparent: z.string().optional(),
});
export type EventEnvelope = z.infer<typeof eventEnvelope>;

export type DomainEvent<Name extends string, Data extends z.ZodObject> = {
  readonly name: Name;
  readonly version: number;
  readonly data: Data;
};

const defineEvent = <Name extends string, Data extends z.ZodObject>(name: Name, version: number, data: Data) =>
  ({ name, version, data }) satisfies DomainEvent<Name, Data>;

/** The link to the visit that messages about it carry; none where it has been ended, or was written before there were any. */
const visit = z
  .object({ purpose: z.enum(["appointment", "job-card"]), subjectId: id, generation: z.int().positive() })
  .nullable()
  .default(null);

/** Whether the customer is told: whoever makes a change may choose not to. Written before there was a choice: yes. */
const tellCustomer = z.boolean().default(true);
/** What the timeline says where they chose so. */
export const notToldWords = "Whoever did it chose not to tell the customer.";

export const jobCardCompleted = defineEvent(
  "job-card/completed",
  1,
  z.object({ jobCardId: id, invoiceId: id, completionNumber: z.int().positive(), visit, tellCustomer }),
);

export const invoiceGenerated = defineEvent("invoice/generated", 1, z.object({ invoiceId: id, jobCardId: id, visit }));

/** One for each operation that moves, holds or lets go of stock, or sets its reorder point, listing the parts. */
export const inventoryAdjusted = defineEvent(
  "inventory/adjusted",
  1,
  z.object({ branchId: id, jobCardId: id.nullable(), partIds: z.array(id).min(1) }),
);

/** A task that cannot wait: people with `operation.alerts` are told at once. */
export const alertRaised = defineEvent("alert/raised", 1, z.object({ taskId: id }));

/** Somebody asks for a message once more, to `recipient`: an e-mail address, or a number in E.164. */
export const messageResendRequested = defineEvent(
  "message/resend-requested",
  1,
  z.object({ messageId: id, recipient: z.string().min(1) }),
);

/** A customer answered a text about an appointment with what is to be done. */
export const textAnswered = defineEvent("text/answered", 1, z.object({ answerId: id, appointmentId: id }));

/** Somebody is asked to join; `generation` is that of the link the mail carries. */
export const invitationSent = defineEvent(
  "invitation/sent",
  1,
  z.object({ invitationId: id, generation: z.int().positive() }),
);

/** A workshop has signed up; its owner is told how to begin. */
export const tenantRegistered = defineEvent("tenant/registered", 1, z.object({ memberId: id }));

/** A person is sent a link to their own mailbox; `generation` is that of the link. */
export const accountLinkSent = defineEvent(
  "account/link-sent",
  1,
  z.object({ userId: id, purpose: z.enum(["password", "email"]), generation: z.int().positive() }),
);

/** An import, its check or its undoing has begun, or has come to the row `from`: the next rows are due. */
export const importAdvanced = defineEvent(
  "import/advanced",
  1,
  z.object({ importId: id, phase: z.enum(["CHECKING", "RUNNING", "UNDOING"]), from: z.int().nonnegative() }),
);

const appointmentId = id;
/** Of the link that a message about it carries. */
const generation = z.int().positive();
/** SEQUENCE of the calendar entry that a message about it carries. */
const sequence = z.int().nonnegative();

/** Somebody has a time: booked online or at the desk, or chosen from an offer. */
export const appointmentBooked = defineEvent(
  "appointment/booked",
  1,
  z.object({ appointmentId, generation, sequence, isNewCustomer: z.boolean(), isNewVehicle: z.boolean() }),
);

/** It is at another time. */
export const appointmentRescheduled = defineEvent(
  "appointment/rescheduled",
  1,
  z.object({ appointmentId, generation, sequence, from: z.iso.datetime(), to: z.iso.datetime(), tellCustomer }),
);

/** Nobody comes: called off by the customer or by the workshop. Its links have ended. */
export const appointmentCancelled = defineEvent(
  "appointment/cancelled",
  1,
  z.object({ appointmentId, sequence, by: z.enum(["CUSTOMER", "STAFF"]), wasBooked: z.boolean(), tellCustomer }),
);

/** Somebody asks for a time; an advisor says how long it takes. */
export const appointmentRequested = defineEvent("appointment/requested", 1, z.object({ appointmentId, generation }));

/** An advisor has said how long it takes: the customer is sent a link to choose a time by. */
export const appointmentOffered = defineEvent("appointment/offered", 1, z.object({ appointmentId, generation }));

/** The time has come to remind somebody of an appointment that stands as it did when this was planned. */
export const appointmentReminderDue = defineEvent(
  "appointment/reminder-due",
  1,
  z.object({ appointmentId, generation, sequence, notice: z.enum(reminderNotices) }),
);

/** Whether somebody came to an appointment of that time was noted, or was noted otherwise before. */
export const appointmentAttendanceNoted = defineEvent(
  "appointment/attendance-noted",
  1,
  z.object({ appointmentId, startsAt: z.iso.datetime() }),
);

/** Money came in, for an invoice or ahead of one. */
export const paymentSucceeded = defineEvent(
  "payment/succeeded",
  1,
  z.object({ paymentId: id, invoiceId: id.nullable() }),
);

/** A payment through a gateway was refused, or was never made. */
export const paymentFailed = defineEvent("payment/failed", 1, z.object({ paymentId: id, invoiceId: id.nullable() }));

/** Money went back. */
export const paymentRefunded = defineEvent(
  "payment/refunded",
  1,
  z.object({ refundId: id, paymentId: id, invoiceId: id.nullable() }),
);

/** Money changed its place without anybody being told: it is asked back, its refund failed, or it goes straight on. */
export const paymentShifted = defineEvent("payment/shifted", 1, z.object({ paymentId: id }));

/** A completed card is open again: the completion that this invoice belongs to is reversed. */
export const jobCardReopened = defineEvent(
  "job-card/reopened",
  1,
  z.object({ jobCardId: id, invoiceId: id, completionNumber: z.int().positive() }),
);
/** An order goes to its supplier by e-mail. */
export const purchaseOrderSent = defineEvent("purchase-order/sent", 1, z.object({ purchaseOrderId: id }));

export const creditNoteIssued = defineEvent("credit-note/issued", 1, z.object({ creditNoteId: id, invoiceId: id }));

/** Somebody asks for an invoice, with its payments and credit notes, to be brought to the books once more. */
export const accountingSyncAsked = defineEvent("accounting/sync-asked", 1, z.object({ invoiceId: id }));

/** A customer was added or their facts were changed or erased. */
export const customerChanged = defineEvent("customer/changed", 1, z.object({ customerId: id }));

/** A vehicle was added, changed or given to another owner. */
export const vehicleChanged = defineEvent("vehicle/changed", 1, z.object({ vehicleId: id }));

/** A job card was opened or moved; completing and opening again are told of by themselves. */
export const jobCardChanged = defineEvent("job-card/changed", 1, z.object({ jobCardId: id }));

/** Somebody asks for a customer, vehicle or job to be brought to the CRM once more. */
export const crmSyncAsked = defineEvent(
  "crm/sync-asked",
  1,
  z.object({ kind: z.enum(["CONTACT", "VEHICLE", "DEAL"]), sourceId: id }),
);

/** A backfill has begun, or has asked for so many records: the next ones are due. */
export const backfillAdvanced = defineEvent(
  "backfill/advanced",
  1,
  z.object({ backfillId: id, from: z.int().nonnegative() }),
);

/** A message to a webhook endpoint is due: for the first time, or because somebody asks for it once more. */
export const webhookDue = defineEvent("webhook/due", 1, z.object({ webhookDeliveryId: id }));

export const events = {
  [jobCardCompleted.name]: jobCardCompleted,
  [invoiceGenerated.name]: invoiceGenerated,
  [inventoryAdjusted.name]: inventoryAdjusted,
  [alertRaised.name]: alertRaised,
  [messageResendRequested.name]: messageResendRequested,
  [textAnswered.name]: textAnswered,
  [invitationSent.name]: invitationSent,
  [accountLinkSent.name]: accountLinkSent,
  [tenantRegistered.name]: tenantRegistered,
  [importAdvanced.name]: importAdvanced,
  [appointmentBooked.name]: appointmentBooked,
  [appointmentRescheduled.name]: appointmentRescheduled,
  [appointmentCancelled.name]: appointmentCancelled,
  [appointmentRequested.name]: appointmentRequested,
  [appointmentOffered.name]: appointmentOffered,
  [appointmentReminderDue.name]: appointmentReminderDue,
  [appointmentAttendanceNoted.name]: appointmentAttendanceNoted,
  [paymentSucceeded.name]: paymentSucceeded,
  [paymentFailed.name]: paymentFailed,
  [paymentRefunded.name]: paymentRefunded,
  [paymentShifted.name]: paymentShifted,
  [creditNoteIssued.name]: creditNoteIssued,
  [jobCardReopened.name]: jobCardReopened,
  [purchaseOrderSent.name]: purchaseOrderSent,
  [accountingSyncAsked.name]: accountingSyncAsked,
  [customerChanged.name]: customerChanged,
  [vehicleChanged.name]: vehicleChanged,
  [jobCardChanged.name]: jobCardChanged,
  [crmSyncAsked.name]: crmSyncAsked,
  [backfillAdvanced.name]: backfillAdvanced,
  [webhookDue.name]: webhookDue,
} as const;
export type EventName = keyof typeof events;

/**
 * Who is owed a delivery of each event. Read by `emit` in the transaction, so a consumer that is
 * added later follows events from then on, and one listed here can be missed by none.
 */
export const consumersOf = {
  "job-card/completed": ["notify-customer-email", "notify-customer-sms", "update-analytics"],
  "invoice/generated": ["store-pdf", "email-invoice"],
  "inventory/adjusted": ["check-stock-levels", "notify-procurement", "draft-purchase-order", "update-analytics"],
  "alert/raised": ["email-alert", "sms-alert"],
  "message/resend-requested": ["resend-message"],
  "text/answered": ["act-on-answer"],
  "invitation/sent": ["email-invitation"],
  "account/link-sent": ["email-account-link"],
  "tenant/registered": ["welcome-owner"],
  "import/advanced": ["carry-import-on"],
  "appointment/booked": ["confirm-booking", "update-analytics"],
  "appointment/rescheduled": ["tell-other-time"],
  "appointment/cancelled": ["tell-cancelled", "update-analytics"],
  "appointment/requested": ["confirm-request"],
  "appointment/offered": ["offer-times"],
  "appointment/reminder-due": ["remind-customer"],
  "appointment/attendance-noted": ["update-analytics"],
  "payment/succeeded": ["send-receipt", "update-analytics"],
  "payment/failed": [],
  "payment/refunded": ["send-refund-receipt", "update-analytics"],
  "payment/shifted": ["update-analytics"],
  "credit-note/issued": ["store-credit-note", "email-credit-note", "update-analytics"],
  "job-card/reopened": ["update-analytics"],
  "purchase-order/sent": ["email-purchase-order"],
  "accounting/sync-asked": ["sync-accounting"],
  "customer/changed": [],
  "vehicle/changed": [],
  "job-card/changed": [],
  "crm/sync-asked": ["update-crm"],
  "backfill/advanced": ["carry-backfill-on"],
  "webhook/due": ["deliver-webhook"],
} as const satisfies Record<EventName, readonly string[]>;

/**
 * Who is owed a delivery only where the tenant has asked for it: while `event_subscription` says so in the transaction that
 * emits. A tenant that has connected nothing owes nothing, and pays nothing (decision 110).
 */
export const optionalConsumersOf = {
  "job-card/completed": ["send-webhooks", "update-crm"],
  "job-card/reopened": ["update-crm"],
  "customer/changed": ["update-crm"],
  "vehicle/changed": ["update-crm"],
  "job-card/changed": ["update-crm"],
  "invoice/generated": ["send-webhooks", "sync-accounting", "update-crm"],
  "credit-note/issued": ["send-webhooks", "sync-accounting"],
  "payment/succeeded": ["send-webhooks", "sync-accounting"],
  "payment/shifted": ["sync-accounting"],
  "payment/failed": ["send-webhooks"],
  "payment/refunded": ["send-webhooks", "sync-accounting"],
  "appointment/booked": ["send-webhooks"],
  "appointment/rescheduled": ["send-webhooks"],
  "appointment/cancelled": ["send-webhooks"],
} as const satisfies Partial<Record<EventName, readonly string[]>>;

/** Told only while somebody follows them: nobody else is ever asked about these, and each edit would write a row. */
const toldToFollowers: ReadonlySet<EventName> = new Set(["customer/changed", "vehicle/changed", "job-card/changed"]);
export const isToldToFollowersOnly = (name: EventName): boolean => toldToFollowers.has(name);

const optionalOf: Partial<Record<EventName, readonly string[]>> = optionalConsumersOf;
export const optionalConsumers = (name: EventName): readonly string[] => optionalOf[name] ?? [];

export type ConsumerOf<Name extends EventName> =
  | (typeof consumersOf)[Name][number]
  | (Name extends keyof typeof optionalConsumersOf ? (typeof optionalConsumersOf)[Name][number] : never);

/** What the timeline calls each effect. */
export const consumerTitles: Readonly<Record<string, string>> = {
  "notify-customer-email": "E-mail: the car is ready",
  "notify-customer-sms": "SMS: the car is ready",
  "store-pdf": "Invoice PDF stored",
  "email-invoice": "E-mail with invoice",
  "email-alert": "Alert by e-mail",
  "sms-alert": "Alert by SMS",
  "resend-message": "Message sent again",
  "act-on-answer": "Answer to a text acted on",
  "email-invitation": "E-mail: invitation",
  "email-account-link": "E-mail: link to a person's account",
  "carry-import-on": "Next rows of the import",
  "check-stock-levels": "Stock levels checked",
  "notify-procurement": "E-mail to those who buy",
  "draft-purchase-order": "Put on a draft order",
  "email-purchase-order": "E-mail: order to the supplier",
  "update-analytics": "Figures of the day",
  "confirm-booking": "Message: booked",
  "tell-other-time": "Message: another time",
  "tell-cancelled": "Message: cancelled",
  "confirm-request": "Message: request received",
  "offer-times": "Message: choose a time",
  "remind-customer": "Reminder",
  "welcome-owner": "E-mail of welcome",
  "send-receipt": "E-mail: receipt",
  "send-refund-receipt": "E-mail: money is on its way back",
  "store-credit-note": "Credit note PDF stored",
  "email-credit-note": "E-mail with credit note",
  "send-webhooks": "Webhooks",
  "deliver-webhook": "Webhook message",
  "sync-accounting": "Brought to the books",
  "update-crm": "Told to the CRM",
  "carry-backfill-on": "Next records for a connected system",
};
