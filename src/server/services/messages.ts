import type { Tx } from "#/server/db/transaction.ts";
import * as messages from "#/server/repositories/messages.ts";

export type OutgoingEmail = Omit<messages.NewMessage, "channel" | "bodyHtml"> & { readonly bodyHtml: string };
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
