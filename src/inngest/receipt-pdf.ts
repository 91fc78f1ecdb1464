import { renderPaper } from "#/documents/paper/render-pool.ts";
import type { ReceiptDocument } from "#/documents/receipt/receipt-document.ts";
import { paymentMethodWords } from "#/domain/payment.ts";
import { isoDateIn } from "#/domain/time.ts";
import { paperOf } from "#/inngest/invoice-document.ts";
import { logoOf } from "#/inngest/stored-paper.ts";
import type { PaymentToTell } from "#/server/services/payment-messages.ts";

/** What people say of a payment when they ask about it: the end of its id, which no clock orders. */
const receiptNumber = (paymentId: string): string => `R-${paymentId.slice(-8).toUpperCase()}`;

export const receiptDocument = (payment: PaymentToTell, image: Uint8Array | null): ReceiptDocument => {
  const { letterhead, vehicle, purpose } = payment;
  return {
    ...paperOf(letterhead, image, {
      currency: payment.currency,
      taxMode: payment.taxMode,
      number: receiptNumber(payment.id),
      issuedOn: isoDateIn(payment.receivedAt, letterhead.branch.zone),
    }),
    customer: payment.payer,
    vehicle: vehicle === null ? null : { plate: vehicle.plate, description: vehicle.description },
    receivedAt: payment.receivedAt.toISOString(),
    method: paymentMethodWords[payment.method],
    amountMinor: payment.amountMinor,
    tenderedMinor: payment.tenderedMinor,
    reference: payment.reference,
    purpose: `${purpose.charAt(0).toUpperCase()}${purpose.slice(1)}`,
    invoice: payment.invoice?.standing ?? null,
  };
};

/** A payment's receipt. It is not stored: the same payment gives the same bytes whenever it is asked for. */
export const receiptPdf = async (
  tenantId: string,
  payment: PaymentToTell,
): Promise<{ filename: string; contentType: string; content: Uint8Array }> => {
  const number = receiptNumber(payment.id);
  const image = await logoOf(tenantId, payment.letterhead.tenant, `receipt ${number}`);
  const content = await renderPaper({ kind: "receipt", document: receiptDocument(payment, image) });
  return { filename: `${number}.pdf`, contentType: "application/pdf", content };
};
