import { paymentRefunded } from "#/domain/events.ts";
import { chooseLink } from "#/inngest/choose-link.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { mailFrom } from "#/inngest/invoice-document.ts";
import { withoutTokens } from "#/inngest/kept-link.ts";
import { refundLetter } from "#/inngest/letters.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { readDb } from "#/server/db/transaction.ts";
import { mayTell } from "#/server/services/consents.ts";
import * as paymentMessages from "#/server/services/payment-messages.ts";
import { wordsFor } from "#/server/services/wordings.ts";

/** Tells whoever paid that their money goes back, which way, and how long that takes. */
export const sendRefundReceipt = consumer(paymentRefunded, "send-refund-receipt", async (context) => {
  const { delivery, ctx, event } = context;
  const db = readDb(ctx);
  const refund = await paymentMessages.refund(db, event.data.refundId);
  const { to, letterhead, settledAt } = refund;
  if (refund.state !== "SUCCEEDED" || settledAt === null) return skipped("The money has not gone back.");
  if (to.email === null) return skipped("No e-mail address on file.");
  if (!(await mayTell(db, to.id, "EMAIL"))) return skipped("The customer wants no e-mails about this.");

  const { tenant, branch } = letterhead;
  const choose = await chooseLink(context, to.id, to.email);
  const words = await wordsFor(db, "refund");
  const { subject, html, text } = await refundLetter(refund, settledAt, choose.href, words);
  const recipient = to.email;
  return sendEmail(
    context,
    {
      row: {
        kind: "refund",
        recipient,
        subject,
        bodyText: withoutTokens(text, { choose: choose.token }),
        bodyHtml: withoutTokens(html, { choose: choose.token }),
        attachments: [],
        customerId: to.id,
        ...refund.about,
        sourceKey: `delivery:${delivery.id}`,
      },
      to: { name: to.name, address: recipient },
      from: mailFrom(tenant.name, branch.email),
      messageKey: delivery.id,
      letter: { html, text },
      choose: choose.href,
    },
    (change) => context.finish(done(`Accepted for ${recipient}`), change),
  );
});
