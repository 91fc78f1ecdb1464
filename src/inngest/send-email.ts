import { logoContentId, logoKey, logosIn } from "#/domain/logo.ts";
import { mailer, mailHost, storage } from "#/inngest/gateways.ts";
import { type Sender, sendMessage } from "#/inngest/send-message.ts";
import type { Tx } from "#/server/db/transaction.ts";
import type { MailAddress, MailAttachment } from "#/server/gateways/mail.ts";
import { log } from "#/server/log.ts";
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
  /** Where its reader chooses which messages to get: mail programs show it as a button. */
  readonly choose?: string | null;
  /** In the transaction that writes it down, before that; what it throws stops the message. */
  readonly before?: (tx: Tx) => Promise<void>;
};

/** Sends one e-mail under a stable Message-ID. @see sendMessage */
export const sendEmail = <Result>(
  context: Sender,
  { row, to, from, replyTo, messageKey, attachments = [], letter, choose = null, before }: EmailToSend,
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
      hand: async () =>
        mailer().sendMail({
          messageId: `${messageKey}@${mailHost}`,
          from,
          to,
          replyTo,
          unsubscribe: choose,
          subject: row.subject,
          html: htmlOf({ row, letter }),
          text: letter?.text ?? row.bodyText,
          attachments: [...attachments, ...(await logosOf(context.delivery.tenantId, htmlOf({ row, letter })))],
        }),
    },
    close,
  );

const htmlOf = ({ row, letter }: Pick<EmailToSend, "row" | "letter">): string | null =>
  letter === undefined ? row.bodyHtml : letter.html;

/**
 * The logos that a mail shows travel with it: nothing is fetched when it is opened, and it can be read where nobody
 * reaches this server. The HTML names them by their hash, so that a mail sent again brings the very same ones.
 */
const logosOf = async (tenantId: string, html: string | null): Promise<MailAttachment[]> => {
  const found = await Promise.all(
    logosIn(html ?? "").map(async (sha256) => ({
      sha256,
      content: await storage.get(logoKey(tenantId, sha256), sha256),
    })),
  );
  return found.flatMap(({ sha256, content }) => {
    // Without it the mail says the same: the name stands in its place.
    if (content === null) log.warn({ tenantId, sha256 }, "A mail goes without its logo, which is no longer kept.");
    return content === null
      ? []
      : [{ filename: "logo.png", contentType: "image/png", content, contentId: logoContentId(sha256) }];
  });
};
