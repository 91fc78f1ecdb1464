import type { Db, Tx } from "#/server/db/transaction.ts";
import * as metrics from "#/server/repositories/metrics.ts";

export type DayFigures = metrics.DayFigures;
export type Days = metrics.Days;

/** Days that a completion, or a movement of these parts around an instant, shows in; null when there is none. */
export const daysOfCompletion = (db: Db, completion: { jobCardId: string; completionNumber: number }) =>
  metrics.daysOfCompletion(db, completion);
export const daysOfMovements = (db: Db, branchId: string, partIds: readonly string[], around: string) =>
  metrics.daysOfMovements(db, branchId, partIds, around);

/** The days that an invoice, or a payment, shows in; none when it is not there. */
export const daysOfInvoice = (db: Db, invoiceId: string) => metrics.daysOfInvoice(db, invoiceId);
export const daysOfPayment = (db: Db, paymentId: string) => metrics.daysOfPayment(db, paymentId);

export const dayOfAppointment = (db: Db, appointmentId: string, what: "booked" | "cancelled") =>
  metrics.dayOfAppointment(db, appointmentId, what);
export const dayAtBranchOf = (db: Db, appointmentId: string, at: string) =>
  metrics.dayAtBranchOf(db, appointmentId, at);

/**
 * Reckons a branch's days anew from its rows. It adds nothing to what was there, so an event that comes twice, late
 * or before an older one leaves the same figures behind. A day on which nothing has happened after all is forgotten. With
 * `eventId`, what was reckoned since that event was written is left as it is.
 */
export const keepDays = (tx: Tx, days: Days, eventId: string | null = null): Promise<void> =>
  metrics.keep(tx, days, eventId);

/** The kept figures of a branch's days, and the same reckoned now from the rows: ISO dates, both ends included. */
export const keptDays = (db: Db, branchId: string, first: string, last: string) =>
  metrics.kept(db, branchId, first, last);
export const liveDays = (db: Db, branchId: string, first: string, last: string) =>
  metrics.live(db, branchId, first, last);
