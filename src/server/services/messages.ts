import { withLogoLinks } from "#/domain/logo.ts";
import type { ListMessages, MessageDetailView, MessageListView, MessageView } from "#/domain/message.ts";
import { messagesShown } from "#/domain/message.ts";
import { formatPhone } from "#/domain/phone.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as messages from "#/server/repositories/messages.ts";
import * as textAnswers from "#/server/repositories/text-answers.ts";

export type OutgoingEmail = Omit<messages.NewMessage, "channel">;
export type StoredAttachment = messages.MessageAttachment;
export type OutgoingSms = Omit<messages.NewMessage, "channel" | "subject" | "bodyHtml" | "attachments">;

/** Writes down what is about to be sent; null when this very message has been sent already. */
export const queueEmail = (tx: Tx, email: OutgoingEmail): Promise<string | null> =>
  messages.queue(tx, { ...email, channel: "EMAIL" });

export const queueSms = (tx: Tx, text: OutgoingSms): Promise<string | null> =>
  messages.queue(tx, { ...text, channel: "SMS", subject: "", bodyHtml: null, attachments: [] });

/** The mail server or the network has taken it; `providerId` is its reference. */
export const sent = (tx: Tx, messageId: string, providerId: string): Promise<void> =>
  messages.markSent(tx, messageId, providerId);

/** It was refused, or nobody answered; `final` when it is not tried again. */
export const notSent = (tx: Tx, messageId: string, reason: string, final: boolean): Promise<void> =>
  messages.markFailed(tx, messageId, reason, final);

/** What a customer was sent about a card or an invoice, or at all: the newest first. */
export const list = async (db: Db, of: ListMessages): Promise<MessageListView> => {
  const [rows, answers, country] = await Promise.all([
    messages.list(db, of, messagesShown + 1),
    textAnswers.list(db, of, messagesShown),
    branches.firstCountry(db),
  ]);
  const owed = await messages.owedOf(db, rows);
  return {
    messages: rows.slice(0, messagesShown).map((row) => viewOf(row, country, owed.get(row.sourceKey))),
    answers: answers.map(({ sender, ...answer }) => ({ ...answer, senderShown: formatPhone(sender, country) })),
    more: rows.length > messagesShown,
  };
};

/** One message to a customer, with its content as sent. @throws NOT_FOUND, for what was sent to staff too */
export const byId = async (db: Db, messageId: string): Promise<MessageDetailView> => {
  const [row, country] = await Promise.all([messages.load(db, messageId), branches.firstCountry(db)]);
  const owed = await messages.owedOf(db, [row]);
  const { bodyText, bodyHtml, providerId } = row;
  const attachments = row.attachments.map(({ filename, bytes }) => ({ filename, bytes }));
  const shown = bodyHtml === null ? null : withLogoLinks(bodyHtml, db.tenantId);
  return { ...viewOf(row, country, owed.get(row.sourceKey)), bodyText, bodyHtml: shown, providerId, attachments };
};

/** What a customer answered to a text. @throws NOT_FOUND */
export const answerOf = textAnswers.load;
export type Answer = Awaited<ReturnType<typeof answerOf>>;

/** All that sending it once more takes. @throws NOT_FOUND */
export const toResend = async (db: Db, messageId: string) => {
  const [message, home] = await Promise.all([messages.load(db, messageId), branches.home(db)]);
  return {
    message,
    home,
    branch: message.jobCard?.branch ?? message.invoice?.branch ?? message.appointment?.branch ?? home.branch,
  };
};

/** Whether its delivery will be tried again by itself. */
export const isTrying = async (db: Db, message: messages.MessageRow): Promise<boolean> =>
  (await messages.owedOf(db, [message])).get(message.sourceKey)?.trying ?? false;

/** Whether nothing newer was said about an appointment. */
export const isNewestAbout = async (db: Db, appointmentId: string, messageId: string): Promise<boolean> =>
  (await messages.newestAbout(db, appointmentId)) === messageId;

/** The delivery that gave a message up; null when it was sent. */
export const failedDeliveryOf = ({ state, sourceKey }: messages.MessageRow): string | null =>
  state === "SENT" ? null : messages.deliveryOf(sourceKey);

const viewOf = (row: messages.MessageHead, country: string, owed: messages.Owed | undefined): MessageView => ({
  id: row.id,
  channel: row.channel,
  kind: row.kind,
  state: row.state,
  trying: row.state !== "SENT" && (owed?.trying ?? false),
  settledBy: row.state === "SENT" ? null : (owed?.closedReason ?? null),
  tries: row.tries,
  recipient: row.recipient,
  recipientShown: row.channel === "SMS" ? formatPhone(row.recipient, country) : row.recipient,
  subject: row.subject,
  lastError: row.bounceReason ?? row.lastError,
  createdAt: row.createdAt,
  sentAt: row.sentAt,
  arrival: row.bouncedAt !== null ? "bounced" : row.arrivedAt !== null ? "delivered" : null,
});
