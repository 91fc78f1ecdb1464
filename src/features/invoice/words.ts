import type { InvoiceView } from "#/domain/invoice.ts";
import type { PaymentView } from "#/domain/payment.ts";
import { isoDateIn } from "#/domain/time.ts";

/** How an invoice stands; `give-back`: more was paid than is left of it. */
export type InvoiceState = "void" | "credited" | "give-back" | "paid" | "part" | "overdue" | "due";

/** Overdue from the day after its due date, by the branch's calendar. */
export const stateOf = (invoice: InvoiceView, now: Date): InvoiceState => {
  const { dueMinor, overpaidMinor, paidMinor, creditedMinor, totalMinor, creditNotes } = invoice;
  if (overpaidMinor > 0) return "give-back";
  if (dueMinor === 0) {
    if (creditedMinor < totalMinor || creditedMinor === 0) return "paid";
    return creditNotes.some(({ kind }) => kind === "VOID") ? "void" : "credited";
  }
  if (isoDateIn(now, invoice.parties.branch.zone) > invoice.dueOn) return "overdue";
  return paidMinor > 0 || creditedMinor > 0 ? "part" : "due";
};

/** What may be taken now: what is due, less what is being paid online at this moment. */
export const roomOf = ({ dueMinor, pendingMinor }: InvoiceView): number => Math.max(0, dueMinor - pendingMinor);

/** Something is on its way that nobody here has to do anything for: the screen looks again by itself. */
export const isWaiting = ({ pendingMinor, refunds }: InvoiceView): boolean =>
  pendingMinor > 0 || refunds.some(({ state }) => state === "PENDING");

/**
 * What of a payment can be given back, and off which invoice: what pays this one, or, where none of it does, what of it
 * pays nothing at all.
 */
export const refundableOf = (
  invoice: InvoiceView,
  { state, amountMinor, refundableMinor }: PaymentView,
): { readonly limitMinor: number; readonly invoiceId: string | null } => {
  if (state !== "CAPTURED") return { limitMinor: 0, invoiceId: null };
  return amountMinor > 0
    ? { limitMinor: Math.min(amountMinor, refundableMinor), invoiceId: invoice.id }
    : { limitMinor: refundableMinor, invoiceId: null };
};

export type InvoiceGroup = { title: string | null; lines: InvoiceView["lines"]; netMinor: number };

/** Lines under their packages, in the order of the invoice. */
export const groupsOf = (lines: InvoiceView["lines"]): InvoiceGroup[] => {
  const groups: InvoiceGroup[] = [];
  for (const line of lines) {
    const known = groups.find(({ title }) => title === line.packageTitle);
    if (known === undefined) groups.push({ title: line.packageTitle, lines: [line], netMinor: line.netMinor });
    else {
      known.lines.push(line);
      known.netMinor += line.netMinor;
    }
  }
  return groups;
};

/** "61 kB", "1.2 MB" */
export const sizeWords = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
