import type { PaymentMethod } from "#/domain/invoice.ts";
import type { Tx } from "#/server/db/transaction.ts";

export type NewPayment = {
  readonly id: string;
  readonly invoiceId: string;
  readonly method: PaymentMethod;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reference: string;
  readonly receivedById: string;
};

/** Writes a payment; false when the invoice has one already (a unique index decides a race). */
export const insert = async (tx: Tx, payment: NewPayment): Promise<boolean> => {
  const written = await tx.client.$executeRaw`
    insert into payment (tenant_id, id, invoice_id, method, state, amount_minor, currency, reference, received_at, received_by_id)
    values (${tx.tenantId}::uuid, ${payment.id}::uuid, ${payment.invoiceId}::uuid, ${payment.method}::payment_method, 'CAPTURED',
            ${payment.amountMinor}::bigint, ${payment.currency}, ${payment.reference}, ${tx.now}, ${payment.receivedById}::uuid)
    on conflict do nothing`;
  return written === 1;
};
