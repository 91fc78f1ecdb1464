import type { Email } from "#/documents/email/email-content.ts";
import type { EffectContext } from "#/inngest/consumer.ts";
import { withoutToken } from "#/inngest/kept-link.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import type { Tx } from "#/server/db/transaction.ts";
import type { MailAddress } from "#/server/gateways/mail.ts";

export type LinkEmail = {
  readonly kind: string;
  readonly to: MailAddress;
  readonly from: MailAddress;
  readonly email: Email;
  /** What must not be kept: who reads the message's row would come in by it. */
  readonly token: string;
};

/** Sends a mail whose link lets its reader in. The message is kept as it was, but for the token. */
export const sendLinkEmail = <Result>(
  context: Pick<EffectContext<unknown>, "write" | "delivery">,
  { kind, to, from, email, token }: LinkEmail,
  close: (change: (tx: Tx) => Promise<void>) => Promise<Result>,
): Promise<Result> => {
  const { delivery } = context;
  return sendEmail(
    context,
    {
      row: {
        kind,
        recipient: to.address,
        subject: email.subject,
        bodyText: withoutToken(email.text, token),
        bodyHtml: withoutToken(email.html, token),
        attachments: [],
        customerId: null,
        jobCardId: null,
        invoiceId: null,
        sourceKey: `delivery:${delivery.id}`,
      },
      to,
      from,
      messageKey: delivery.id,
      letter: email,
    },
    close,
  );
};
