import { type EffectContext, plainReason } from "#/inngest/consumer.ts";
import { mailer, mailHost } from "#/inngest/gateways.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import type { Tx } from "#/server/db/transaction.ts";
import { isMailError, type MailAddress, type MailAttachment } from "#/server/gateways/mail.ts";
import { deliveryPolicy } from "#/server/outbox/policy.ts";
import { notSent, type OutgoingEmail, queueEmail, sent } from "#/server/services/messages.ts";

export type EmailToSend = {
  readonly row: OutgoingEmail;
  readonly to: MailAddress;
  readonly from: MailAddress;
  readonly replyTo?: MailAddress;
  /** Local part of the Message-ID: the key by which a mailbox knows a repeat. */
  readonly messageKey: string;
  readonly attachments?: readonly MailAttachment[];
};

/**
 * Sends one e-mail at most once as far as the counterpart can tell: noted before, sent under a stable
 * Message-ID, noted after in one transaction with what `close` writes. Sent already: only `close` runs.
 * @throws MailError, after noting the failed try on the message
 */
export const sendEmail = async <Data, Result>(
  context: Pick<EffectContext<Data>, "write" | "delivery">,
  email: EmailToSend,
  close: (change: (tx: Tx) => Promise<void>) => Promise<Result>,
): Promise<Result> => {
  const messageId = await context.write((tx) => queueEmail(tx, email.row));
  if (messageId === null) return close(async () => undefined);
  try {
    await crashPoint(`${email.row.kind}/mail:before`);
    const { providerId } = await mailer().sendMail({
      messageId: `${email.messageKey}@${mailHost}`,
      from: email.from,
      to: email.to,
      replyTo: email.replyTo,
      subject: email.row.subject,
      html: email.row.bodyHtml,
      text: email.row.bodyText,
      attachments: email.attachments,
    });
    await crashPoint(`${email.row.kind}/mail:after`);
    return await close((tx) => sent(tx, messageId, providerId));
  } catch (error) {
    if (!isMailError(error)) throw error;
    const final = error.permanent || context.delivery.attempt >= deliveryPolicy().attempts;
    await context.write((tx) => notSent(tx, messageId, plainReason(error), final));
    throw error;
  }
};
