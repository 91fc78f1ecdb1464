import { notFound } from "#/domain/errors.ts";
import { type InvoiceParties, invoiceParties } from "#/domain/invoice.ts";
import { tenantLogo } from "#/domain/logo.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as told from "#/server/repositories/payment-messages.ts";

/** What a customer is told of money that came or went back, and to whom. */

export type PaymentToTell = ReturnType<typeof shaped>;

/** @throws NOT_FOUND */
export const payment = async (db: Db, paymentId: string): Promise<PaymentToTell> => {
  const row = await told.ofPayment(db, paymentId);
  if (row === null) throw notFound("This payment");
  return shaped(row);
};

/** @throws NOT_FOUND */
export const refund = async (db: Db, refundId: string) => {
  const row = await told.ofRefund(db, refundId);
  if (row === null) throw notFound("This refund");
  const { payment: of, invoice, amountMinor, ...facts } = row;
  const paid = shaped(of);
  if (invoice === null) return { ...facts, amountMinor: Number(amountMinor), ...aboutOf(paid) };
  const parties = invoiceParties.parse(invoice.parties);
  return {
    ...facts,
    amountMinor: Number(amountMinor),
    ...aboutOf(paid),
    letterhead: parties,
    purpose: `invoice ${invoice.number}`,
    vehicle: parties.vehicle,
    about: { invoiceId: invoice.id, jobCardId: invoice.jobCardId, appointmentId: null },
  };
};
export type RefundToTell = Awaited<ReturnType<typeof refund>>;

const aboutOf = ({ to, letterhead, purpose, vehicle, about, method }: PaymentToTell) => ({
  to,
  letterhead,
  purpose,
  vehicle,
  about,
  paidBy: method,
});

const shaped = (row: told.ToldPayment) => {
  const { invoice, branch, customer, appointment, jobCard, ...facts } = row;
  const parties = invoice === null ? null : invoiceParties.parse(invoice.parties);
  // Whoever it was issued to may since have turned out to be another customer: that one is written to.
  const { mergedInto, ...first } = customer;
  const whose = mergedInto ?? first;
  return {
    ...facts,
    amountMinor: Number(facts.amountMinor),
    tenderedMinor: facts.tenderedMinor === null ? null : Number(facts.tenderedMinor),
    receivedAt: facts.receivedAt ?? facts.createdAt,
    taxMode: branch.taxMode,
    /** As frozen with the invoice; of money ahead of one, as the workshop stands today. */
    letterhead: parties ?? letterheadOf(branch),
    /** As it reads inside a sentence. */
    purpose: purposeOf(row),
    vehicle: parties?.vehicle ?? vehicleOf(row),
    /** Money for a visit that was booked is told to what was typed with the booking, as all of its messages are. */
    to:
      appointment === null
        ? { id: whose.id, name: whose.name, email: whose.email }
        : { id: whose.id, name: appointment.contactName, email: appointment.contactEmail },
    /** Who stands on the receipt. */
    payer: parties?.customer ?? {
      name: appointment?.contactName ?? whose.name,
      addressLines: appointment === null ? whose.addressLines : [],
    },
    about: {
      invoiceId: invoice?.id ?? null,
      jobCardId: invoice?.jobCardId ?? jobCard?.id ?? null,
      appointmentId: appointment?.id ?? null,
    },
    invoice:
      invoice === null
        ? null
        : {
            id: invoice.id,
            dueMinor: Number(invoice.receivable?.dueMinor ?? 0),
            standing: standingOf(row.id, invoice),
          },
  };
};

const purposeOf = ({ invoice, jobCard, appointment }: told.ToldPayment): string =>
  invoice !== null
    ? `invoice ${invoice.number}`
    : jobCard !== null
      ? `deposit for job card ${jobCard.number}`
      : `deposit for visit ${appointment?.reference ?? ""}`;

const vehicleOf = ({ jobCard, appointment }: told.ToldPayment): { plate: string; description: string } | null => {
  if (jobCard !== null) {
    const { plate, make, model, year } = jobCard.vehicle;
    return { plate, description: [`${make} ${model}`, year].filter((part) => part !== null).join(", ") };
  }
  if (appointment === null) return null;
  const { contactPlate, contactMake, contactModel } = appointment;
  return { plate: contactPlate, description: [contactMake, contactModel].filter((part) => part !== "").join(" ") };
};

const letterheadOf = ({
  tenant,
  ...branch
}: told.ToldPayment["branch"]): Pick<InvoiceParties, "tenant" | "branch"> => ({
  tenant: { ...tenant, logo: tenantLogo.nullable().parse(tenant.logo) },
  branch,
});

/**
 * How an invoice stood right after a payment, whatever came later: a receipt says the same whenever it is drawn. What
 * pays or credits an invoice gets its id while the balance is held, so the ids say what came first.
 */
const standingOf = (paymentId: string, invoice: NonNullable<told.ToldPayment["invoice"]>) => {
  const own = invoice.allocations.find((share) => share.paymentId === paymentId);
  if (own === undefined) return null;
  const sum = (rows: readonly bigint[]) => rows.reduce((total, each) => total + Number(each), 0);
  const paidBeforeMinor = sum(invoice.allocations.filter(({ id }) => id < own.id).map((share) => share.amountMinor));
  const creditedMinor = sum(invoice.creditNotes.filter(({ id }) => id < own.id).map((note) => note.totalMinor));
  const totalMinor = Number(invoice.totalMinor);
  const leftMinor = Math.max(0, totalMinor - creditedMinor - paidBeforeMinor - Number(own.amountMinor));
  return { totalMinor, creditedMinor, paidBeforeMinor, leftMinor };
};
