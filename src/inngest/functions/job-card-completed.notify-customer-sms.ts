import { jobCardCompleted, notToldWords } from "#/domain/events.ts";
import { formatPhone } from "#/domain/phone.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { withoutTokens } from "#/inngest/kept-link.ts";
import { readySms } from "#/inngest/letters.ts";
import { visitLink } from "#/inngest/links.ts";
import { payLink } from "#/inngest/pay-link.ts";
import { sendSms } from "#/inngest/send-sms.ts";
import { readDb } from "#/server/db/transaction.ts";
import { mayTell } from "#/server/services/consents.ts";
import { invoiceToDraw } from "#/server/services/invoice-files.ts";
import { wordsFor } from "#/server/services/wordings.ts";

/** Tells the customer by text that the car is ready, what is to pay and where the visit is looked at. */
export const notifyCustomerSms = consumer(jobCardCompleted, "notify-customer-sms", async (context) => {
  if (!context.event.data.tellCustomer) return skipped(notToldWords);
  const { delivery, ctx, event } = context;
  const invoice = await invoiceToDraw(readDb(ctx), event.data.invoiceId);
  const { customer, parties } = invoice;
  if (customer.phone === null) return skipped("No phone number on file.");
  if (!(await mayTell(readDb(ctx), customer.id, "SMS"))) return skipped("The customer wants no texts.");

  const toShown = formatPhone(customer.phone, parties.branch.country);
  const link = visitLink(event, event.data.visit);
  const pay = await payLink(context, invoice);
  const tokens = { visit: link.token, pay: pay.token };
  const words = await wordsFor(readDb(ctx), "job-card-ready");
  const body = readySms(invoice, { visit: link.href, pay: pay.href }, words);
  return sendSms(
    context,
    {
      row: {
        kind: "job-card-ready",
        recipient: customer.phone,
        bodyText: withoutTokens(body, tokens),
        customerId: customer.id,
        jobCardId: event.data.jobCardId,
        invoiceId: invoice.id,
        sourceKey: `delivery:${delivery.id}`,
      },
      toShown,
      messageKey: delivery.id,
      body,
    },
    (change) => context.finish(done(`Accepted for ${toShown}`), change),
  );
});
