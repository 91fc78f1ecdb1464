import { calendarType } from "#/documents/calendar/calendar-file.ts";
import { messageResendRequested } from "#/domain/events.ts";
import { formatPhone } from "#/domain/phone.ts";
import { entryOf } from "#/inngest/calendar-entry.ts";
import { consumer, done, type EffectContext, PermanentFailure } from "#/inngest/consumer.ts";
import { storage } from "#/inngest/gateways.ts";
import { mailFrom } from "#/inngest/invoice-document.ts";
import { lacksToken, withToken } from "#/inngest/kept-link.ts";
import { visitLink } from "#/inngest/links.ts";
import { receiptPdf } from "#/inngest/receipt-pdf.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { sendSms } from "#/inngest/send-sms.ts";
import { linkToken } from "#/server/db/link-token.ts";
import { readDb, type Tx } from "#/server/db/transaction.ts";
import type { MailAttachment } from "#/server/gateways/mail.ts";
import { supersedeDelivery } from "#/server/outbox/deliveries.ts";
import { toTell } from "#/server/services/appointment-messages.ts";
import { openLink } from "#/server/services/bills.ts";
import { openOf } from "#/server/services/booking/links.ts";
import { openChoice } from "#/server/services/consents.ts";
import { failedDeliveryOf, type StoredAttachment, toResend } from "#/server/services/messages.ts";
import { payment } from "#/server/services/payment-messages.ts";

/** Sends the content of a message once more, as a message of its own. What failed before is closed by it. */
export const resendMessage = consumer(messageResendRequested, "resend-message", async (context) => {
  const { delivery, ctx, event } = context;
  const { recipient } = event.data;
  const { message, home, branch } = await toResend(readDb(ctx), event.data.messageId);
  const { kind, subject, bodyText, bodyHtml, attachments, customerId, jobCardId, invoiceId } = message;
  const { appointmentId } = message;
  const about = { customerId, jobCardId, invoiceId, appointmentId, sourceKey: `delivery:${delivery.id}` };
  const toShown = message.channel === "SMS" ? formatPhone(recipient, branch.country) : recipient;

  const close = (change: (tx: Tx) => Promise<void>) =>
    context.finish(done(`Accepted for ${toShown}`), async (tx) => {
      await change(tx);
      const failed = failedDeliveryOf(message);
      if (failed !== null) await supersedeDelivery(tx, failed, `Sent again to ${toShown}.`);
    });
  const link = await linkOf(context, message);
  const pay = await payTokenOf(context, message);
  const choose = await chooseTokenOf(context, message);
  const sent = (text: string) =>
    withToken(withToken(withToken(text, link?.token ?? null), pay, "pay"), choose, "choose");
  if (message.channel === "SMS")
    return sendSms(
      context,
      { row: { kind, recipient, bodyText, ...about }, toShown, messageKey: delivery.id, body: sent(bodyText) },
      close,
    );
  return sendEmail(
    context,
    {
      row: { kind, recipient, subject, bodyText, bodyHtml, attachments, ...about },
      // A booker's name is as typed: the customer on file may be called otherwise.
      to: { name: message.appointment?.contactName ?? message.customer?.name ?? "", address: recipient },
      from: mailFrom(home.tenant.name, branch.email),
      messageKey: delivery.id,
      letter: { html: bodyHtml === null ? null : sent(bodyHtml), text: sent(bodyText) },
      attachments: await Promise.all(attachments.map((file) => contentOf(context, message, file, link?.href ?? ""))),
    },
    close,
  );
});

type Resending = EffectContext<{ readonly recipient: string }>;
type Message = Awaited<ReturnType<typeof toResend>>["message"];

/** The link that the message carried, which is not kept with it; null when it carried none. */
const linkOf = async ({ ctx, event }: Resending, message: Message): Promise<{ token: string; href: string } | null> => {
  if (!lacksToken(message.bodyText)) return null;
  const { appointmentId, jobCardId } = message;
  const visit =
    appointmentId !== null
      ? await openOf(readDb(ctx), { appointmentId })
      : jobCardId !== null
        ? await openOf(readDb(ctx), { jobCardId })
        : null;
  const link = visitLink(event, visit);
  if (link.token === null) throw new PermanentFailure("The link of this message has ended, so it would lead nowhere.");
  return link;
};

/** The token by which the message's invoice is paid; null when it carried none. */
const payTokenOf = async (context: Resending, { bodyText, invoiceId }: Message): Promise<string | null> => {
  if (invoiceId === null || !lacksToken(bodyText, "pay")) return null;
  const generation = await context.write((tx) => openLink(tx, invoiceId));
  if (generation === null)
    throw new PermanentFailure("The link to pay in this message has ended, so it would lead nowhere.");
  return linkToken("invoice", invoiceId, generation);
};

/** The token by which the customer chooses what to get; null when the message carried none. */
const chooseTokenOf = async (context: Resending, { bodyText, customerId }: Message): Promise<string | null> => {
  if (customerId === null || !lacksToken(bodyText, "choose")) return null;
  const generation = await context.write((tx) => openChoice(tx, customerId));
  return generation === null ? null : linkToken("messages", customerId, generation);
};

/** The very bytes that were sent; a receipt is drawn anew, and so is an entry for the calendar, for it holds the link. */
const contentOf = async (
  { ctx, event }: Resending,
  { appointmentId }: Message,
  { filename, contentType, storageKey, paymentId }: StoredAttachment,
  visit: string,
): Promise<MailAttachment> => {
  if (paymentId !== undefined) return receiptPdf(ctx.tenantId, await payment(readDb(ctx), paymentId));
  if (storageKey === null && appointmentId !== null) {
    const appointment = await toTell(readDb(ctx), appointmentId);
    const method = contentType === calendarType("CANCEL") ? "CANCEL" : "REQUEST";
    return entryOf(appointment, method, event.data.recipient, visit, new Date(event.occurredAt));
  }
  const content = storageKey === null ? null : await storage.get(storageKey);
  if (content === null)
    throw new PermanentFailure(
      `${filename} is no longer kept, so the message cannot be sent as it was. Open the invoice's PDF, which makes it again, then retry.`,
    );
  return { filename, contentType, content };
};
