import type { Email } from "#/documents/email/email-content.ts";
import { segments } from "#/documents/sms/gsm.ts";
import { withLogoLinks } from "#/domain/logo.ts";
import type { MessagePreview, OwnWords, WordingFields, WordingKind } from "#/domain/wording.ts";
import {
  type AppointmentLetter,
  bookedLetter,
  cancelledLetter,
  creditNoteLetter,
  invoiceLetter,
  movedLetter,
  offeredLetter,
  readyLetter,
  readySms,
  receiptLetter,
  refundLetter,
  reminderLetter,
  requestedLetter,
} from "#/inngest/letters.ts";
import { linkTo } from "#/inngest/links.ts";
import { senderOfAppointment, textOf } from "#/inngest/tell-customer.ts";
import type { Db } from "#/server/db/transaction.ts";
import { toTell } from "#/server/services/appointment-messages.ts";
import { creditNoteToDraw } from "#/server/services/credit-note-files.ts";
import { invoiceToDraw } from "#/server/services/invoice-files.ts";
import * as paymentMessages from "#/server/services/payment-messages.ts";
import { newestRecords } from "#/server/services/wordings.ts";

/** As long as a real one, and leading nowhere. */
const noToken = "preview".padEnd(43, "-");
const page = (path: string): string => linkTo({ origin: null }, `${path}/${noToken}`);
const pages = { visit: page("/a"), pay: page("/pay"), choose: page("/m") };
const dayMs = 86_400_000;

type Shown = { readonly about: string; readonly email: Email; readonly text: string | null };

/**
 * How a message would look with these words, on the newest record of the tenant that it could be about: by the same hands
 * that make the real one. Null while there is no such record. Its links lead nowhere.
 */
export const previewMessage = async (db: Db, { kind, ...words }: WordingFields): Promise<MessagePreview | null> => {
  const shown = await makers[kind](db, words);
  if (shown === null) return null;
  const { about, email, text } = shown;
  return {
    about,
    subject: email.subject,
    html: withLogoLinks(email.html, db.tenantId),
    plain: email.text,
    text: text === null ? null : { body: text, parts: segments(text) },
  };
};

type Maker = (db: Db, words: OwnWords) => Promise<Shown | null>;

const ofAppointment =
  (letterOf: (startsAt: Date) => AppointmentLetter, needs: "timedId" | "appointmentId"): Maker =>
  async (db, words) => {
    const { [needs]: appointmentId } = await newestRecords(db);
    if (appointmentId === null) return null;
    const appointment = await toTell(db, appointmentId);
    const telling = {
      appointment,
      sender: senderOfAppointment(appointment, words, pages.choose),
      visit: pages.visit,
      calendar: page("/api/files/visits"),
    };
    const letter = letterOf(appointment.startsAt ?? new Date());
    const { told, contact } = appointment;
    return {
      about: `${told.reference}, ${contact.name}`,
      email: await letter.email(telling),
      text: textOf(telling, letter),
    };
  };

const ofInvoice =
  (
    make: (invoice: Awaited<ReturnType<typeof invoiceToDraw>>, words: OwnWords) => Promise<Omit<Shown, "about">>,
  ): Maker =>
  async (db, words) => {
    const { invoiceId } = await newestRecords(db);
    if (invoiceId === null) return null;
    const invoice = await invoiceToDraw(db, invoiceId);
    return { about: `${invoice.number}, ${invoice.parties.customer.name}`, ...(await make(invoice, words)) };
  };

const makers = {
  "appointment-booked": ofAppointment(() => bookedLetter, "timedId"),
  "appointment-reminder": ofAppointment(() => reminderLetter("DAY", true, true), "timedId"),
  "appointment-moved": ofAppointment((startsAt) => movedLetter(new Date(startsAt.getTime() - dayMs)), "timedId"),
  "appointment-cancelled": ofAppointment(() => cancelledLetter("STAFF", true, page("/book")), "timedId"),
  "appointment-requested": ofAppointment(() => requestedLetter, "appointmentId"),
  "appointment-offered": ofAppointment(() => offeredLetter, "appointmentId"),
  "job-card-ready": ofInvoice(async (invoice, words) => {
    const open = { ...pages, pay: invoice.dueMinor > 0 ? pages.pay : null };
    return { email: await readyLetter(invoice, open, words), text: readySms(invoice, open, words) };
  }),
  invoice: ofInvoice(async (invoice, words) => {
    const open = { ...pages, pay: invoice.dueMinor > 0 ? pages.pay : null };
    return { email: await invoiceLetter(invoice, open, words), text: null };
  }),
  receipt: async (db, words) => {
    const { paymentId } = await newestRecords(db);
    if (paymentId === null) return null;
    const payment = await paymentMessages.payment(db, paymentId);
    const email = await receiptLetter(payment, pages, words);
    return { about: `${payment.purpose}, ${payment.payer.name}`, email, text: null };
  },
  refund: async (db, words) => {
    const { refundId } = await newestRecords(db);
    if (refundId === null) return null;
    const refund = await paymentMessages.refund(db, refundId);
    const email = await refundLetter(refund, refund.settledAt ?? new Date(), pages.choose, words);
    return { about: `${refund.purpose}, ${refund.to.name}`, email, text: null };
  },
  "credit-note": async (db, words) => {
    const { creditNoteId } = await newestRecords(db);
    if (creditNoteId === null) return null;
    const note = await creditNoteToDraw(db, creditNoteId);
    const email = await creditNoteLetter(note, note.dueMinor > 0 ? pages.pay : null, words);
    return { about: `${note.number}, ${note.parties.customer.name}`, email, text: null };
  },
} as const satisfies Record<WordingKind, Maker>;
