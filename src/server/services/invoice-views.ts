import { z } from "zod";
import { type InvoiceView, invoiceView as schema } from "#/domain/invoice.ts";
import { formatPhone } from "#/domain/phone.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as creditNotes from "#/server/repositories/credit-notes.ts";
import * as invoices from "#/server/repositories/invoices.ts";
import * as members from "#/server/repositories/members.ts";

const taxes = z.array(schema.shape.taxes.element);

/** An invoice as it was issued, with what was paid since. @throws NOT_FOUND */
export const invoiceView = async (db: Db, invoiceId: string): Promise<InvoiceView> => {
  const invoice = await invoices.load(db, invoiceId);
  const names = await members.names(
    db,
    [
      ...invoice.payments.map(({ receivedById }) => receivedById),
      ...invoice.refunds.map(({ requestedById }) => requestedById),
      ...invoice.creditNotes.map(({ issuedById }) => issuedById),
    ].filter((memberId) => memberId !== null),
  );
  const credited = invoice.creditedMinor > 0 ? await creditNotes.linesOf(db, invoiceId) : [];
  const named = (memberId: string) => names.get(memberId) ?? "Former member";
  return {
    ...invoice,
    customer: {
      ...invoice.customer,
      phoneShown:
        invoice.customer.phone === null ? null : formatPhone(invoice.customer.phone, invoice.parties.branch.country),
    },
    taxes: taxes.parse(invoice.taxes),
    lines: invoice.lines.map((line) => {
      const of = credited.find(({ position }) => position === line.position);
      return {
        ...line,
        creditedQuantity: of?.creditedQuantity ?? "0",
        creditedNetMinor: of?.creditedNetMinor ?? 0,
        creditedTaxMinor: of?.creditedTaxMinor ?? 0,
      };
    }),
    payments: invoice.payments.map(({ receivedById, ...payment }) => ({
      ...payment,
      receivedBy: receivedById === null ? "the customer" : named(receivedById),
    })),
    refunds: invoice.refunds.map(({ requestedById, ...refund }) => ({
      ...refund,
      by: requestedById === null ? "Pitlane" : named(requestedById),
    })),
    creditNotes: invoice.creditNotes.map(({ issuedById, ...note }) => ({ ...note, by: named(issuedById) })),
  };
};
