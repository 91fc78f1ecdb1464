import { purchaseOrderEmail } from "#/documents/email/purchase-order-email.ts";
import { purchaseOrderSent } from "#/domain/events.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { mailFrom, staffSender } from "#/inngest/invoice-document.ts";
import { purchaseOrderPdf } from "#/inngest/purchase-order-pdf.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { readDb } from "#/server/db/transaction.ts";
import { toSend } from "#/server/services/purchase-order-views.ts";

/** Sends an order to its supplier, with its paper, to the address that it had when somebody sent it. */
export const emailPurchaseOrder = consumer(purchaseOrderSent, "email-purchase-order", async (context) => {
  const { ctx, event, delivery } = context;
  const toSupplier = await toSend(readDb(ctx), event.data.purchaseOrderId);
  const { order, branch, tenant } = toSupplier;
  const { supplier, sentTo } = order;
  if (supplier === null || sentTo === null) return skipped("It was ordered by other means.");

  const { content, ...file } = await purchaseOrderPdf(ctx.tenantId, toSupplier);
  const { subject, html, text } = await purchaseOrderEmail({
    sender: staffSender(tenant, branch),
    supplierName: supplier.name,
    accountNumber: supplier.accountNumber,
    number: order.number,
    expectedOn: order.expectedOn,
    note: order.note,
    words: { currency: order.currency, locale: branch.locale },
    lines: order.lines,
  });
  return sendEmail(
    context,
    {
      row: {
        kind: "purchase-order",
        recipient: sentTo,
        subject,
        bodyText: text,
        bodyHtml: html,
        attachments: [{ ...file, storageKey: null, bytes: content.length }],
        customerId: null,
        jobCardId: null,
        invoiceId: null,
        sourceKey: `delivery:${delivery.id}`,
      },
      to: { name: supplier.name, address: sentTo },
      from: mailFrom(tenant.name, branch.email),
      messageKey: delivery.id,
      attachments: [{ ...file, content }],
    },
    (change) => context.finish(done(`Accepted for ${sentTo}`), change),
  );
});
