import { z } from "zod";
import { isoDay } from "#/domain/booking-rules.ts";
import { id, minor, moment } from "#/domain/fields.ts";
import { depositView, paymentMethods } from "#/domain/payment.ts";

/** A day's money at a branch, to be counted against the drawer, the terminal's slip and the bank. */
export const tillInput = z.object({
  branchId: id,
  /** Of the branch's own calendar; today when null. */
  day: isoDay.nullable(),
});
export const tillView = z.object({
  day: z.string(),
  zone: z.string(),
  locale: z.string(),
  currency: z.string(),
  /** By method, those with anything alone. */
  totals: z.array(z.object({ method: z.enum(paymentMethods), inMinor: minor, outMinor: minor, count: z.int() })),
  netMinor: minor,
  rows: z.array(
    z.object({
      id,
      kind: z.enum(["payment", "refund"]),
      method: z.enum(paymentMethods),
      amountMinor: minor,
      at: moment,
      reference: z.string(),
      invoiceId: id.nullable(),
      invoiceNumber: z.string().nullable(),
      jobCardId: id.nullable(),
      appointmentId: id.nullable(),
      customerId: id,
      customerName: z.string(),
      by: z.string(),
    }),
  ),
});
export type TillView = z.infer<typeof tillView>;

/** What a customer was invoiced, paid, was credited and given back, each with what is owed after it. */
export const statementView = z.object({
  currencies: z.array(
    z.object({
      currency: z.string(),
      locale: z.string(),
      /** What is owed before the first row: all that is older than what is shown. */
      openingMinor: minor,
      balanceMinor: minor,
      rows: z.array(
        z.object({
          id,
          what: z.enum(["invoice", "creditNote", "payment", "refund", "refundFailed"]),
          at: moment,
          number: z.string().nullable(),
          invoiceId: id.nullable(),
          method: z.enum(paymentMethods).nullable(),
          amountMinor: minor,
          balanceMinor: minor,
        }),
      ),
    }),
  ),
  deposits: z.array(depositView),
});
export type StatementView = z.infer<typeof statementView>;
