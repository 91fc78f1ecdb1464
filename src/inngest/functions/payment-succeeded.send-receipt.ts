import { paymentSucceeded } from "#/domain/events.ts";
import { chooseLink } from "#/inngest/choose-link.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { mailFrom } from "#/inngest/invoice-document.ts";
import { withoutTokens } from "#/inngest/kept-link.ts";
import { receiptLetter } from "#/inngest/letters.ts";
import { payLink } from "#/inngest/pay-link.ts";
import { receiptPdf } from "#/inngest/receipt-pdf.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { readDb } from "#/server/db/transaction.ts";
import { mayTell } from "#/server/services/consents.ts";
import * as paymentMessages from "#/server/services/payment-messages.ts";
import { wordsFor } from "#/server/services/wordings.ts";

/** Mails the receipt of a payment: by card online, or by hand at the desk. */
export const sendReceipt = consumer(paymentSucceeded, "send-receipt", async (context) => {
  const { delivery, ctx, event } = context;
  const db = readDb(ctx);
  const payment = await paymentMessages.payment(db, event.data.paymentId);
  const { to, letterhead, invoice } = payment;
  if (payment.state !== "CAPTURED") return skipped("The money has not come in.");
  if (to.email === null) return skipped("No e-mail address on file.");
  if (!(await mayTell(db, to.id, "EMAIL"))) return skipped("The customer wants no e-mails about this.");

  const { content, ...file } = await receiptPdf(ctx.tenantId, payment);
  // What is due by now: another payment may have come while this mail waited.
  const link = invoice === null ? null : await payLink(context, invoice);
  const { tenant, branch } = letterhead;
  const choose = await chooseLink(context, to.id, to.email);
  const words = await wordsFor(db, "receipt");
  const { subject, html, text } = await receiptLetter(payment, { pay: link?.href ?? null, choose: choose.href }, words);
  const recipient = to.email;
  const tokens = { pay: link?.token ?? null, choose: choose.token };
  return sendEmail(
    context,
    {
      row: {
        kind: "receipt",
        recipient,
        subject,
        bodyText: withoutTokens(text, tokens),
        bodyHtml: withoutTokens(html, tokens),
        attachments: [{ ...file, storageKey: null, bytes: content.length, paymentId: payment.id }],
        customerId: to.id,
        ...payment.about,
        sourceKey: `delivery:${delivery.id}`,
      },
      to: { name: to.name, address: recipient },
      from: mailFrom(tenant.name, branch.email),
      messageKey: delivery.id,
      letter: { html, text },
      choose: choose.href,
      attachments: [{ ...file, content }],
    },
    (change) => context.finish(done(`Accepted for ${recipient}`), change),
  );
});
