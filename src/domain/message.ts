import { z } from "zod";
import { id, moment, optionalText } from "#/domain/fields.ts";
import { textWishes } from "#/domain/text-answer.ts";

/** Mails and texts to customers, as they were sent. */

export const messageChannels = ["EMAIL", "SMS"] as const;
export type MessageChannel = (typeof messageChannels)[number];
export const messageStates = ["QUEUED", "SENT", "FAILED"] as const;
export type MessageState = (typeof messageStates)[number];

/** Of a card, an invoice, an appointment or a customer: exactly one. */
export const listMessagesInput = z.union([
  z.strictObject({ jobCardId: id }),
  z.strictObject({ invoiceId: id }),
  z.strictObject({ appointmentId: id }),
  z.strictObject({ customerId: id }),
]);
export type ListMessages = z.infer<typeof listMessagesInput>;

/** How many a list shows, the newest. */
export const messagesShown = 30;

export const messageView = z.object({
  id,
  channel: z.enum(messageChannels),
  kind: z.string(),
  state: z.enum(messageStates),
  /** True while its delivery will still be tried without anybody's doing. */
  trying: z.boolean(),
  /** How one that was not sent was settled all the same: sent again, or told in another way. */
  settledBy: z.string().nullable(),
  tries: z.int(),
  recipient: z.string(),
  /** The number as the garage writes it, or the address. */
  recipientShown: z.string(),
  subject: z.string(),
  lastError: z.string().nullable(),
  createdAt: moment,
  sentAt: moment.nullable(),
  /** What the network told afterwards; null until it does, and where it never does. */
  arrival: z.enum(["delivered", "bounced"]).nullable(),
});
export type MessageView = z.infer<typeof messageView>;
/** A text that the customer sent back. */
export const textAnswerView = z.object({
  id,
  senderShown: z.string(),
  body: z.string(),
  wish: z.enum(textWishes),
  receivedAt: moment,
});
export type TextAnswerView = z.infer<typeof textAnswerView>;

/** Newest first; `more` when there are older ones than the list holds. Answers are those to what is listed. */
export const messageListView = z.object({
  messages: z.array(messageView),
  answers: z.array(textAnswerView),
  more: z.boolean(),
});
export type MessageListView = z.infer<typeof messageListView>;

/** One message with its content as sent. */
export const messageDetailView = messageView.extend({
  bodyText: z.string(),
  bodyHtml: z.string().nullable(),
  attachments: z.array(z.object({ filename: z.string(), bytes: z.int() })),
  /** The reference under which the mail server or the network took it. */
  providerId: z.string().nullable(),
});
export type MessageDetailView = z.infer<typeof messageDetailView>;

/** `recipient`: an address or number typed anew; null sends it where it went before. */
export const resendMessageInput = z.object({ messageId: id, recipient: optionalText(200) });
export const messageResent = z.object({ messageId: id, recipient: z.string() });

const kindWords: Readonly<Record<string, string>> = {
  "job-card-ready": "Car ready",
  invoice: "Invoice",
  "credit-note": "Credit note",
  receipt: "Receipt",
  refund: "Money back",
  "appointment-booked": "Booked",
  "appointment-moved": "Another time",
  "appointment-cancelled": "Cancelled",
  "appointment-requested": "Request received",
  "appointment-offered": "Choose a time",
  "appointment-reminder": "Reminder",
  "appointment-link": "Link to another time",
};
export const messageKindWords = (kind: string): string => kindWords[kind] ?? "Message";

/** Whether a message says how an appointment stands; a receipt of money paid for one does not. */
export const tellsAppointment = (kind: string): boolean => kind.startsWith(appointmentKinds);
/** What the kinds of those begin with. */
export const appointmentKinds = "appointment-";

/** What has to be delivered, whatever somebody has said no to. */
export const comesInAnyCase = (kind: string): boolean => kind === "invoice" || kind === "credit-note";
