import { invoiceGenerated } from "#/domain/events.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { mailFrom } from "#/inngest/invoice-document.ts";
import { invoicePdf } from "#/inngest/invoice-pdf.ts";
import { withoutTokens } from "#/inngest/kept-link.ts";
import { invoiceLetter } from "#/inngest/letters.ts";
import { visitLink } from "#/inngest/links.ts";
import { payLink } from "#/inngest/pay-link.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { readDb } from "#/server/db/transaction.ts";
import { invoiceToDraw } from "#/server/services/invoice-files.ts";
import { wordsFor } from "#/server/services/wordings.ts";

/** E-mails the invoice to the customer, with the same PDF that is stored. */
export const emailInvoice = consumer(invoiceGenerated, "email-invoice", async (context) => {
  const { delivery, ctx, event } = context;
  const invoice = await invoiceToDraw(readDb(ctx), event.data.invoiceId);
  const { customer, parties } = invoice;
  if (customer.email === null) return skipped("No e-mail address on file.");

  const pdf = await invoicePdf(context, invoice);
  const link = visitLink(event, event.data.visit);
  const pay = await payLink(context, invoice);
  const tokens = { visit: link.token, pay: pay.token };
  const pages = { visit: link.href, pay: pay.href };
  const { subject, html, text } = await invoiceLetter(invoice, pages, await wordsFor(readDb(ctx), "invoice"));
  const attachment = { filename: `${invoice.number}.pdf`, contentType: "application/pdf" };
  const recipient = customer.email;
  return sendEmail(
    context,
    {
      row: {
        kind: "invoice",
        recipient,
        subject,
        bodyText: withoutTokens(text, tokens),
        bodyHtml: withoutTokens(html, tokens),
        attachments: [{ ...attachment, storageKey: pdf.file.storageKey, bytes: pdf.file.bytes }],
        customerId: customer.id,
        jobCardId: invoice.jobCard.id,
        invoiceId: invoice.id,
        sourceKey: `delivery:${delivery.id}`,
      },
      to: { name: customer.name, address: recipient },
      from: mailFrom(parties.tenant.name, parties.branch.email),
      messageKey: delivery.id,
      letter: { html, text },
      attachments: [{ ...attachment, content: pdf.content }],
    },
    (change) => context.finish(done(`Accepted for ${recipient}`), change),
  );
});
