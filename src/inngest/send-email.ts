import { mailer, mailHost } from "#/inngest/gateways.ts";
import { type Sender, sendMessage } from "#/inngest/send-message.ts";
import type { Tx } from "#/server/db/transaction.ts";
import type { MailAddress, MailAttachment } from "#/server/gateways/mail.ts";
import { type OutgoingEmail, queueEmail } from "#/server/services/messages.ts";

export type EmailToSend = {
  readonly row: OutgoingEmail;
  readonly to: MailAddress;
  readonly from: MailAddress;
  readonly replyTo?: MailAddress;
  /** Local part of the Message-ID: the key by which a mailbox knows a repeat. */
  readonly messageKey: string;
  readonly attachments?: readonly MailAttachment[];
  /** What leaves, where it is more than what is kept. */
  readonly letter?: { readonly html: string | null; readonly text: string };
  /** In the transaction that writes it down, before that; what it throws stops the message. */
  readonly before?: (tx: Tx) => Promise<void>;
};

/** Sends one e-mail under a stable Message-ID. @see sendMessage */
export const sendEmail = <Result>(
  context: Sender,
  { row, to, from, replyTo, messageKey, attachments, letter, before }: EmailToSend,
  close: (change: (tx: Tx) => Promise<void>) => Promise<Result>,
): Promise<Result> =>
  sendMessage(
    context,
    {
      point: `${row.kind}/mail`,
      queue: async (tx) => {
        await before?.(tx);
        return queueEmail(tx, row);
      },
      hand: () =>
        mailer().sendMail({
          messageId: `${messageKey}@${mailHost}`,
          from,
          to,
          replyTo,
          subject: row.subject,
          html: letter === undefined ? row.bodyHtml : letter.html,
          text: letter?.text ?? row.bodyText,
          attachments,
        }),
    },
    close,
  );
