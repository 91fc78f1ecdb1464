import {
  bookedEmail,
  cancelledEmail,
  movedEmail,
  offeredEmail,
  reminderEmail,
  requestedEmail,
} from "#/documents/email/appointment-email.ts";
import { creditNoteEmail } from "#/documents/email/credit-note-email.ts";
import type { Email } from "#/documents/email/email-content.ts";
import { valuesOf } from "#/documents/email/email-content.ts";
import { invoiceEmail } from "#/documents/email/invoice-email.tsx";
import { readyEmail } from "#/documents/email/ready-email.tsx";
import { receiptEmail } from "#/documents/email/receipt-email.ts";
import { refundEmail } from "#/documents/email/refund-email.ts";
import {
  bookedText,
  cancelledText,
  movedText,
  offeredText,
  reminderText,
  requestedText,
} from "#/documents/sms/appointment-text.ts";
import { ownText } from "#/documents/sms/own-text.ts";
import { readyText } from "#/documents/sms/ready-text.ts";
import { formatMoney } from "#/domain/money.ts";
import { paidHowWords } from "#/domain/payment.ts";
import { formatPhone } from "#/domain/phone.ts";
import type { ReminderNotice } from "#/domain/reminders.ts";
import type { OwnWords } from "#/domain/wording.ts";
import { timed } from "#/inngest/calendar-entry.ts";
import { linesOf, senderTo, workDone } from "#/inngest/invoice-document.ts";
import type { Telling } from "#/inngest/tell-customer.ts";
import type { CreditNoteToDraw } from "#/server/services/credit-note-files.ts";
import type { InvoiceToDraw } from "#/server/services/invoice-files.ts";
import type { PaymentToTell, RefundToTell } from "#/server/services/payment-messages.ts";

/**
 * What customers are told, each made in one place of what is on record: the consumers send it, and the settings show how
 * it will look.
 */

// ── Of an appointment ───────────────────────────────────────────────────────────────────────────

export type AppointmentLetter = {
  readonly email: (telling: Telling) => Promise<Email>;
  readonly text: (telling: Telling) => string;
};

export const bookedLetter: AppointmentLetter = {
  email: ({ appointment, ...told }) => bookedEmail({ ...told, appointment: timed(appointment) }),
  text: ({ appointment, visit }) => bookedText(timed(appointment), visit),
};

export const movedLetter = (from: Date): AppointmentLetter => ({
  email: ({ appointment, ...told }) => movedEmail({ ...told, appointment: timed(appointment) }, from),
  text: ({ appointment, visit }) => movedText(timed(appointment), visit),
});

/** @param answers whether texts can be answered */
export const reminderLetter = (notice: ReminderNotice, tomorrow: boolean, answers: boolean): AppointmentLetter => ({
  email: ({ appointment, sender, visit }) =>
    reminderEmail({ sender, appointment: timed(appointment), visit }, { notice, tomorrow }),
  text: ({ appointment, visit }) => reminderText(timed(appointment), tomorrow, visit, answers),
});

/** @param again where another time can be booked */
export const cancelledLetter = (by: "CUSTOMER" | "STAFF", wasBooked: boolean, again: string): AppointmentLetter => ({
  email: ({ appointment, sender }) =>
    cancelledEmail({
      sender,
      appointment: appointment.told,
      by,
      wasAt: wasBooked ? appointment.startsAt : null,
      again,
    }),
  text: ({ appointment }) => cancelledText(appointment.told, wasBooked ? appointment.startsAt : null),
});

export const requestedLetter: AppointmentLetter = {
  email: ({ appointment: { told: appointment, startsAt: wish }, sender, visit }) =>
    requestedEmail({ sender, appointment, visit, wish }),
  text: ({ appointment, visit }) => requestedText(appointment.told, visit),
};

export const offeredLetter: AppointmentLetter = {
  email: ({ appointment, sender, visit }) => offeredEmail({ sender, appointment: appointment.told, visit }),
  text: ({ appointment, visit }) => offeredText(appointment.told, visit),
};

// ── Of work and money ───────────────────────────────────────────────────────────────────────────

/** The pages that a message leads to; null where there is none. */
type Pages = { readonly visit: string | null; readonly pay: string | null; readonly choose: string | null };

const toPayOf = ({ dueMinor, currency, parties }: InvoiceToDraw) =>
  dueMinor > 0 ? { minor: dueMinor, currency, locale: parties.branch.locale } : null;

export const readyLetter = (invoice: InvoiceToDraw, pages: Pages, words: OwnWords): Promise<Email> =>
  readyEmail({
    sender: senderTo(invoice.parties, words, pages.choose),
    customerName: invoice.parties.customer.name,
    visit: pages.visit,
    pay: pages.pay,
    vehicle: invoice.parties.vehicle,
    workDone: workDone(invoice),
    notDone: [],
    toPay: toPayOf(invoice),
  });

export const readySms = (invoice: InvoiceToDraw, { visit, pay }: Omit<Pages, "choose">, words: OwnWords): string => {
  const { tenant, branch, vehicle, customer } = invoice.parties;
  const toPay = toPayOf(invoice);
  if (words.text !== "") {
    const amount = toPay === null ? "nothing" : formatMoney(toPay.minor, toPay.currency, toPay.locale);
    const values = { ...valuesOf(senderTo(invoice.parties, words), customer.name, vehicle), amount };
    return ownText({ tenantName: tenant.name, words: words.text, values, link: pay ?? visit });
  }
  return readyText({
    tenantName: tenant.name,
    branchName: branch.name,
    branchPhone: branch.phone === null ? null : formatPhone(branch.phone, branch.country),
    plate: vehicle.plate,
    toPay,
    visit,
    pay,
  });
};

export const invoiceLetter = (
  invoice: InvoiceToDraw,
  pages: Omit<Pages, "choose">,
  words: OwnWords,
): Promise<Email> => {
  const { parties, number, issuedOn, dueOn, totalMinor, dueMinor, creditedMinor, currency } = invoice;
  const { locale, taxName, paymentDetails } = parties.branch;
  return invoiceEmail({
    sender: senderTo(parties, words),
    customerName: parties.customer.name,
    visit: pages.visit,
    pay: pages.pay,
    vehicle: parties.vehicle,
    invoice: { number, issuedOn, dueOn, totalMinor, toPayMinor: dueMinor, creditedMinor, currency, locale, taxName },
    payHow: linesOf(paymentDetails),
  });
};

/** `pay`: the page to pay on, if something is still due. */
export const receiptLetter = (
  payment: PaymentToTell,
  { pay, choose }: Omit<Pages, "visit">,
  words: OwnWords,
): Promise<Email> => {
  const { letterhead, amountMinor, tenderedMinor, invoice } = payment;
  const { branch } = letterhead;
  return receiptEmail({
    sender: senderTo(letterhead, words, choose),
    customerName: payment.payer.name,
    vehicle: payment.vehicle,
    words: { currency: payment.currency, locale: branch.locale },
    zone: branch.zone,
    amountMinor,
    changeMinor: tenderedMinor === null ? 0 : tenderedMinor - amountMinor,
    receivedAt: payment.receivedAt.toISOString(),
    how: paidHowWords[payment.method],
    purpose: payment.purpose,
    due: invoice === null ? null : { minor: invoice.dueMinor, payHref: pay },
  });
};

/** @param settledAt when the money went */
export const refundLetter = (
  refund: RefundToTell,
  settledAt: Date,
  choose: string | null,
  words: OwnWords,
): Promise<Email> => {
  const { branch } = refund.letterhead;
  return refundEmail({
    sender: senderTo(refund.letterhead, words, choose),
    customerName: refund.to.name,
    vehicle: refund.vehicle,
    words: { currency: refund.currency, locale: branch.locale },
    zone: branch.zone,
    amountMinor: refund.amountMinor,
    givenBackAt: settledAt.toISOString(),
    way: refund.method,
    purpose: refund.purpose,
    isDeposit: refund.about.invoiceId === null,
    reason: refund.reason,
  });
};

export const creditNoteLetter = (note: CreditNoteToDraw, pay: string | null, words: OwnWords): Promise<Email> => {
  const { parties, number, issuedOn, totalMinor, reason, currency, invoice, follows, dueMinor } = note;
  return creditNoteEmail({
    sender: senderTo(parties, words),
    customerName: parties.customer.name,
    vehicle: parties.vehicle,
    words: { currency, locale: parties.branch.locale },
    creditNote: { number, issuedOn, totalMinor, reason },
    invoice,
    taxName: parties.branch.taxName,
    follows,
    due: { minor: dueMinor, payHref: pay },
  });
};
