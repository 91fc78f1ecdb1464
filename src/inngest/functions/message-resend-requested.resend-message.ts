import { messageResendRequested } from "#/domain/events.ts";
import { formatPhone } from "#/domain/phone.ts";
import { consumer, done, PermanentFailure } from "#/inngest/consumer.ts";
import { storage } from "#/inngest/gateways.ts";
import { mailFrom } from "#/inngest/invoice-document.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { sendSms } from "#/inngest/send-sms.ts";
import { readDb, type Tx } from "#/server/db/transaction.ts";
import type { MailAttachment } from "#/server/gateways/mail.ts";
import { supersedeDelivery } from "#/server/outbox/deliveries.ts";
import { failedDeliveryOf, type StoredAttachment, toResend } from "#/server/services/messages.ts";

/** Sends the content of a message once more, as a message of its own. What failed before is closed by it. */
export const resendMessage = consumer(messageResendRequested, "resend-message", async (context) => {
  const { delivery, ctx, event } = context;
  const { recipient } = event.data;
  const { message, home, branch } = await toResend(readDb(ctx), event.data.messageId);
  const { kind, subject, bodyText, bodyHtml, attachments, customerId, jobCardId, invoiceId } = message;
  const about = { customerId, jobCardId, invoiceId, sourceKey: `delivery:${delivery.id}` };
  const toShown = message.channel === "SMS" ? formatPhone(recipient, branch.country) : recipient;

  const close = (change: (tx: Tx) => Promise<void>) =>
    context.finish(done(`Accepted for ${toShown}`), async (tx) => {
      await change(tx);
      const failed = failedDeliveryOf(message);
      if (failed !== null) await supersedeDelivery(tx, failed, `Sent again to ${toShown}.`);
    });
  if (message.channel === "SMS")
    return sendSms(context, { row: { kind, recipient, bodyText, ...about }, toShown, messageKey: delivery.id }, close);
  return sendEmail(
    context,
    {
      row: { kind, recipient, subject, bodyText, bodyHtml, attachments, ...about },
      to: { name: message.customer?.name ?? "", address: recipient },
      from: mailFrom(home.tenant.name, branch.email),
      messageKey: delivery.id,
      attachments: await Promise.all(attachments.map(contentOf)),
    },
    close,
  );
});

/** The very bytes that were sent. */
const contentOf = async ({ filename, contentType, storageKey }: StoredAttachment): Promise<MailAttachment> => {
  const content = await storage.get(storageKey);
  if (content === null)
    throw new PermanentFailure(
      `${filename} is no longer kept, so the message cannot be sent as it was. Open the invoice's PDF, which makes it again, then retry.`,
    );
  return { filename, contentType, content };
};
