import { formatIsoDate } from "#/domain/time.ts";
import { type Email, type EmailContent, type EmailSender, valuesOf } from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";
import { amountIn, carFacts, dueButtons, type EmailCar, type MoneyWords, type StillDue } from "./money-email.ts";

export type CreditNoteEmailProps = {
  sender: EmailSender;
  customerName: string;
  vehicle: EmailCar;
  words: MoneyWords;
  creditNote: { number: string; issuedOn: string; totalMinor: number; reason: string };
  invoice: { number: string; issuedOn: string };
  taxName: string;
  /** What becomes of it, a sentence each. */
  follows: string[];
  due: StillDue;
};

/** An invoice is taken back, in full or in part; the note is attached by the caller. */
export const creditNoteEmail = (props: CreditNoteEmailProps): Promise<Email> => {
  const { sender, customerName, vehicle, words, creditNote, invoice, taxName, follows, due } = props;
  const amount = amountIn(words);
  const { number, issuedOn, totalMinor, reason } = creditNote;
  const content: EmailContent = {
    subject: `Credit note ${number}: ${amount(totalMinor)} off invoice ${invoice.number}`,
    title: `${amount(totalMinor)} credited`,
    intro: `${customerName}, the credit note for invoice ${invoice.number} of ${formatIsoDate(invoice.issuedOn)} is attached as a PDF.`,
    ...dueButtons(sender, due, `Pay the ${amount(due?.minor ?? 0)} left`),
    facts: [
      { label: "Credit note", value: number, note: `Issued ${formatIsoDate(issuedOn)}` },
      ...carFacts(vehicle),
      { label: "Reason", value: reason },
      { label: "Credited", value: amount(totalMinor), strong: true, note: `With ${taxName}` },
      { label: "What follows", value: follows.join(" ") },
    ],
    note: null,
    why: "You get this because an invoice of yours was changed.",
    stop: "To stop e-mails about invoices, answer with the word stop: you then get them on paper.",
  };
  return composeEmail(sender, content, {
    ...valuesOf(sender, customerName, vehicle),
    number,
    amount: amount(totalMinor),
  });
};
