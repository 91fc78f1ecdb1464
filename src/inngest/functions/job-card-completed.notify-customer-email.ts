import { jobCardCompleted, notToldWords } from "#/domain/events.ts";
import { chooseLink } from "#/inngest/choose-link.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { mailFrom } from "#/inngest/invoice-document.ts";
import { withoutTokens } from "#/inngest/kept-link.ts";
import { readyLetter } from "#/inngest/letters.ts";
import { visitLink } from "#/inngest/links.ts";
import { payLink } from "#/inngest/pay-link.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { readDb } from "#/server/db/transaction.ts";
import { mayTell } from "#/server/services/consents.ts";
import { invoiceToDraw } from "#/server/services/invoice-files.ts";
import { wordsFor } from "#/server/services/wordings.ts";

/** Tells the customer by e-mail that the car is ready. */
export const notifyCustomerEmail = consumer(jobCardCompleted, "notify-customer-email", async (context) => {
  if (!context.event.data.tellCustomer) return skipped(notToldWords);
  const { delivery, ctx, event } = context;
  const invoice = await invoiceToDraw(readDb(ctx), event.data.invoiceId);
  const { customer, parties } = invoice;
  if (customer.email === null) return skipped("No e-mail address on file.");
  // The invoice comes by e-mail in any case: it has to be delivered. That the car is ready has not.
  if (!(await mayTell(readDb(ctx), customer.id, "EMAIL"))) return skipped("The customer wants no e-mails about this.");

  const link = visitLink(event, event.data.visit);
  const pay = await payLink(context, invoice);
  const choose = await chooseLink(context, customer.id, customer.email);
  const tokens = { visit: link.token, pay: pay.token, choose: choose.token };
  const pages = { visit: link.href, pay: pay.href, choose: choose.href };
  const words = await wordsFor(readDb(ctx), "job-card-ready");
  const { subject, html, text } = await readyLetter(invoice, pages, words);
  const recipient = customer.email;
  return sendEmail(
    context,
    {
      row: {
        kind: "job-card-ready",
        recipient,
        subject,
        bodyText: withoutTokens(text, tokens),
        bodyHtml: withoutTokens(html, tokens),
        attachments: [],
        customerId: customer.id,
        jobCardId: event.data.jobCardId,
        invoiceId: invoice.id,
        sourceKey: `delivery:${delivery.id}`,
      },
      to: { name: customer.name, address: recipient },
      from: mailFrom(parties.tenant.name, parties.branch.email),
      messageKey: delivery.id,
      letter: { html, text },
      choose: choose.href,
    },
    (change) => context.finish(done(`Accepted for ${recipient}`), change),
  );
});
