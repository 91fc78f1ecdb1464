import type { BillView } from "#/domain/pay.ts";
import type { Plain } from "#/trpc/lean.ts";

/** The bill as the browser has it: an instant is its ISO text. */
export type Bill = Plain<BillView>;
export type BillPayment = Bill["payments"][number];

export const plainBill = (bill: BillView): Bill => ({
  ...bill,
  payments: bill.payments.map((payment) => ({ ...payment, at: payment.at.toISOString() })),
});

/** The newest payment whose bank has not said yes or no; whoever began it, it is waited for before another is begun. */
export const waitingOf = ({ payments }: Bill): BillPayment | null =>
  payments.findLast(({ state, method }) => state === "PENDING" && method === "CARD") ?? null;

/** What came in, the oldest first: what stands on the bill as paid. */
export const paidOf = ({ payments }: Bill): BillPayment[] =>
  payments.filter(({ state, amountMinor }) => state === "CAPTURED" && amountMinor > 0);

/** The bill as it is known to be once this payment has come in, until it is read again. */
export const withPaid = (bill: Bill, payment: BillPayment): Bill => {
  const dueMinor = Math.max(0, bill.dueMinor - payment.amountMinor);
  return {
    ...bill,
    paidMinor: bill.paidMinor + payment.amountMinor,
    dueMinor,
    roomMinor: Math.min(bill.roomMinor, dueMinor),
    payments: [...bill.payments.filter(({ id }) => id !== payment.id), payment],
  };
};
