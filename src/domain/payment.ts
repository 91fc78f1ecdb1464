import { z } from "zod";
import { id, minor, moment } from "#/domain/fields.ts";

/** How money comes in. By hand somebody at the desk says that it did; CARD goes through the gateway, by the customer's link. */
export const handMethods = ["TERMINAL", "CASH", "TRANSFER"] as const;
export const paymentMethods = [...handMethods, "CARD"] as const;
export type HandMethod = (typeof handMethods)[number];
export type PaymentMethod = (typeof paymentMethods)[number];
export const paymentMethodWords = {
  CASH: "Cash",
  TERMINAL: "Card terminal",
  TRANSFER: "Bank transfer",
  CARD: "Card online",
} as const satisfies Record<PaymentMethod, string>;

/** The same to whoever paid: `£50.00 received in cash`. */
export const paidHowWords = {
  CASH: "in cash",
  TERMINAL: "by card at the desk",
  TRANSFER: "by bank transfer",
  CARD: "by card online",
} as const satisfies Record<PaymentMethod, string>;

export const paymentStates = ["PENDING", "CAPTURED", "FAILED"] as const;
export type PaymentState = (typeof paymentStates)[number];
export const refundStates = ["PENDING", "SUCCEEDED", "FAILED"] as const;
export type RefundState = (typeof refundStates)[number];
export const gateways = ["manual", "sandbox", "stripe"] as const;
export type Gateway = (typeof gateways)[number];

const amountMinor = minor.positive("More than zero.");
const reference = z.string().trim().max(80, "80 characters at most.");
/** Cash handed over; the change is what is above the amount. */
const tenderedMinor = minor.positive("More than zero.").nullable().default(null);
const reason = z.string().trim().min(1, "Say why.").max(200, "200 characters at most.");

const byHand = {
  method: z.enum(handMethods),
  amountMinor,
  tenderedMinor,
  reference: reference.default(""),
} as const;

export const takePaymentInput = z.object({ invoiceId: id, ...byHand });
/** Money ahead of an invoice, for an appointment or a card on the board. */
export const takeDepositInput = z.object({
  subject: z.discriminatedUnion("type", [
    z.object({ type: z.literal("appointment"), id }),
    z.object({ type: z.literal("jobCard"), id }),
  ]),
  ...byHand,
});
/** `back` is how the money goes back: SAME as it came, or by hand where that cannot be. */
export const refundInput = z.object({
  paymentId: id,
  amountMinor,
  back: z.enum(["SAME", "CASH", "TERMINAL", "TRANSFER"]),
  /** The invoice it is taken off; null for money that pays nothing. */
  invoiceId: id.nullable(),
  reason,
});

export const creditStock = ["NONE", "SHELF", "SUPPLIER"] as const;
export type CreditStock = (typeof creditStock)[number];
const creditedLine = z.object({
  /** Its place on the invoice, from 1. */
  position: z.int().positive(),
  /** How much of it is taken back, in the line's unit; all that is left when null. */
  quantity: z.string().nullable(),
  stock: z.enum(creditStock),
});
export const creditNoteInput = z.object({
  invoiceId: id,
  reason,
  credit: z.discriminatedUnion("by", [
    z.object({ by: z.literal("lines"), lines: z.array(creditedLine).min(1, "Choose a line.").max(500) }),
    z.object({ by: z.literal("amount"), amountMinor }),
  ]),
});
export const voidInvoiceInput = z.object({ invoiceId: id, reason });
export const reopenInput = z.object({ jobCardId: id, reason });

export const refundView = z.object({
  id,
  paymentId: id,
  state: z.enum(refundStates),
  method: z.enum(paymentMethods),
  amountMinor: minor,
  reason: z.string(),
  failure: z.string().nullable(),
  createdAt: moment,
  settledAt: moment.nullable(),
  by: z.string(),
});
export type RefundView = z.infer<typeof refundView>;

export const paymentView = z.object({
  id,
  method: z.enum(paymentMethods),
  state: z.enum(paymentStates),
  /** What of it pays this invoice; of one not captured, what was asked for. */
  amountMinor: minor,
  /** The whole of it, which may pay other invoices too. */
  receivedMinor: minor,
  /** What of it can still be given back. */
  refundableMinor: minor,
  tenderedMinor: minor.nullable(),
  reference: z.string(),
  failure: z.string().nullable(),
  receivedAt: moment.nullable(),
  createdAt: moment,
  receivedBy: z.string(),
});
export type PaymentView = z.infer<typeof paymentView>;

export const creditNoteView = z.object({
  id,
  number: z.string(),
  kind: z.enum(["LINES", "AMOUNT", "VOID", "REOPEN"]),
  totalMinor: minor,
  reason: z.string(),
  issuedOn: z.string(),
  issuedAt: moment,
  by: z.string(),
});

/** Money of a customer that pays nothing yet: a deposit, or what was left of one. */
export const depositView = z.object({
  paymentId: id,
  method: z.enum(paymentMethods),
  freeMinor: minor,
  currency: z.string(),
  receivedAt: moment,
});
export type DepositView = z.infer<typeof depositView>;

/** What an answer to a payment says. PENDING: the gateway has not said yes or no, and is being asked. */
export const paymentTaken = z.object({
  paymentId: id,
  state: z.enum(paymentStates),
  /** What is owed on the invoice after it; null for a deposit. */
  dueMinor: minor.nullable(),
  /** Cash to give back. */
  changeMinor: minor,
});
export type PaymentTaken = z.infer<typeof paymentTaken>;

export const refundTaken = z.object({ refundId: id, state: z.enum(refundStates) });
export type RefundTaken = z.infer<typeof refundTaken>;

export const creditIssued = z.object({
  creditNoteId: id,
  number: z.string(),
  totalMinor: minor,
  /** What is paid above what is left of the invoice, to be given back. */
  overpaidMinor: minor,
});
export const reopened = z.object({ jobCardId: id, creditNoteId: id.nullable(), number: z.string().nullable() });
