import { formatAgreed } from "../format.ts";
import { type Email, type EmailContent, type EmailSender, valuesOf } from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";
import { amountIn, carFacts, dueButtons, type EmailCar, type MoneyWords, type StillDue } from "./money-email.ts";

export type ReceiptEmailProps = {
  sender: EmailSender;
  customerName: string;
  vehicle: EmailCar | null;
  words: MoneyWords;
  /** Of the branch: the day of a payment is the day there. */
  zone: string;
  amountMinor: number;
  /** Change that was given on cash. */
  changeMinor: number;
  receivedAt: string;
  /** As it ends a sentence: "in cash". */
  how: string;
  /** As it reads inside a sentence: "invoice NM-2026-01893", or "deposit for job card 4127". */
  purpose: string;
  /** Null of a deposit. */
  due: StillDue;
};

/** Money came in; the receipt is attached by the caller. */
export const receiptEmail = (props: ReceiptEmailProps): Promise<Email> => {
  const { sender, customerName, vehicle, words, zone, amountMinor, changeMinor, receivedAt, how, purpose, due } = props;
  const amount = amountIn(words);
  const what = due === null ? `Your ${purpose}, paid ${how},` : `Your payment ${how} for ${purpose}`;
  const change = changeMinor === 0 ? undefined : `${amount(changeMinor)} change was given.`;
  const content: EmailContent = {
    subject: `Receipt: ${amount(amountMinor)}, ${purpose}`,
    title: `${amount(amountMinor)} received`,
    intro: `${customerName}, thank you. ${what} has come in. The receipt is attached as a PDF.`,
    ...dueButtons(sender, due, `Pay the ${amount(due?.minor ?? 0)} left`),
    facts: [
      { label: "Received", value: formatAgreed(receivedAt, zone) },
      { label: "Amount", value: amount(amountMinor), strong: true, note: change },
      { label: "For", value: `${purpose.charAt(0).toUpperCase()}${purpose.slice(1)}` },
      ...carFacts(vehicle),
      ...(due === null
        ? []
        : [
            due.minor === 0
              ? { label: "To pay", value: "Nothing more" }
              : { label: "Still to pay", value: amount(due.minor), strong: true },
          ]),
    ],
    note:
      due === null
        ? "This money is kept for the work and taken off its invoice. What is above it we pay back to you."
        : null,
    why: "You get this because you paid us.",
    stop: "To stop e-mails of this kind, answer with the word stop.",
  };
  return composeEmail(sender, content, { ...valuesOf(sender, customerName, vehicle), amount: amount(amountMinor) });
};
