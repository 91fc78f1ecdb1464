import { readyText } from "#/documents/sms/ready-text.ts";
import { jobCardCompleted, notToldWords } from "#/domain/events.ts";
import { formatPhone } from "#/domain/phone.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { withoutTokens } from "#/inngest/kept-link.ts";
import { visitLink } from "#/inngest/links.ts";
import { payLink } from "#/inngest/pay-link.ts";
import { sendSms } from "#/inngest/send-sms.ts";
import { readDb } from "#/server/db/transaction.ts";
import { mayTell } from "#/server/services/consents.ts";
import { invoiceToDraw } from "#/server/services/invoice-files.ts";

/** Tells the customer by text that the car is ready, what is to pay and where the visit is looked at. */
export const notifyCustomerSms = consumer(jobCardCompleted, "notify-customer-sms", async (context) => {
  if (!context.event.data.tellCustomer) return skipped(notToldWords);
  const { delivery, ctx, event } = context;
  const invoice = await invoiceToDraw(readDb(ctx), event.data.invoiceId);
  const { customer, parties } = invoice;
  if (customer.phone === null) return skipped("No phone number on file.");
  if (!(await mayTell(readDb(ctx), customer.id, "SMS"))) return skipped("The customer wants no texts.");

  const { tenant, branch, vehicle } = parties;
  const toPayMinor = invoice.dueMinor;
  const toShown = formatPhone(customer.phone, branch.country);
  const link = visitLink(event, event.data.visit);
  const pay = await payLink(context, invoice);
  const tokens = { visit: link.token, pay: pay.token };
  const body = readyText({
    tenantName: tenant.name,
    branchName: branch.name,
    branchPhone: branch.phone === null ? null : formatPhone(branch.phone, branch.country),
    plate: vehicle.plate,
    toPay: toPayMinor > 0 ? { minor: toPayMinor, currency: invoice.currency, locale: branch.locale } : null,
    visit: link.href,
    pay: pay.href,
  });
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
