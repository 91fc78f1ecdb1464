import { creditNoteIssued } from "#/domain/events.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { creditNotePdf } from "#/inngest/credit-note-pdf.ts";
import { mailFrom } from "#/inngest/invoice-document.ts";
import { withoutTokens } from "#/inngest/kept-link.ts";
import { creditNoteLetter } from "#/inngest/letters.ts";
import { payLink } from "#/inngest/pay-link.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { readDb } from "#/server/db/transaction.ts";
import { creditNoteToDraw } from "#/server/services/credit-note-files.ts";
import { wordsFor } from "#/server/services/wordings.ts";

/** E-mails the credit note to the customer, with the same PDF that is stored. As the invoice, it has to be delivered. */
export const emailCreditNote = consumer(creditNoteIssued, "email-credit-note", async (context) => {
  const { delivery, ctx, event } = context;
  const note = await creditNoteToDraw(readDb(ctx), event.data.creditNoteId);
  const { customer, parties, invoice } = note;
  if (customer.email === null) return skipped("No e-mail address on file.");

  const pdf = await creditNotePdf(context, note);
  const pay = await payLink(context, { id: note.invoiceId, dueMinor: note.dueMinor });
  const words = await wordsFor(readDb(ctx), "credit-note");
  const { subject, html, text } = await creditNoteLetter(note, pay.href, words);
  const attachment = { filename: `${note.number}.pdf`, contentType: "application/pdf" };
  const recipient = customer.email;
  return sendEmail(
    context,
    {
      row: {
        kind: "credit-note",
        recipient,
        subject,
        bodyText: withoutTokens(text, { pay: pay.token }),
        bodyHtml: withoutTokens(html, { pay: pay.token }),
        attachments: [{ ...attachment, storageKey: pdf.file.storageKey, bytes: pdf.file.bytes }],
        customerId: customer.id,
        jobCardId: invoice.jobCardId,
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
