import type { Email } from "#/documents/email/email-content.ts";
import { done } from "#/inngest/consumer.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { type Sender, sendToEach } from "#/inngest/send-message.ts";
import type { MailAddress } from "#/server/gateways/mail.ts";
import type { Ending } from "#/server/outbox/deliveries.ts";

export type Reader = { readonly id: string; readonly name: string; readonly email: string };

/** Sends one delivery's mail to each of several members of staff; who has it already gets no second. */
export const sendToMembers = async (
  context: Sender,
  kind: string,
  from: MailAddress,
  members: readonly Reader[],
  compose: (member: Reader) => Promise<Email>,
): Promise<Ending> => {
  const { delivery } = context;
  await sendToEach(members, async (member) => {
    const { subject, html, text } = await compose(member);
    await sendEmail(
      context,
      {
        row: {
          kind,
          recipient: member.email,
          subject,
          bodyText: text,
          bodyHtml: html,
          attachments: [],
          customerId: null,
          jobCardId: null,
          invoiceId: null,
          // One for each delivery and member, however often it is tried.
          sourceKey: `${kind}:${delivery.id}:${member.id}`,
        },
        to: { name: member.name, address: member.email },
        from,
        messageKey: `${delivery.id}.${member.id}`,
      },
      (change) => context.write(change),
    );
  });
  return done(`Accepted for ${members.map(({ email }) => email).join(", ")}`);
};
