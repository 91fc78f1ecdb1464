import { formatAgreed } from "../format.ts";
import { callButton, type Email, type EmailContent, type EmailSender, valuesOf } from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";
import { amountIn, carFacts, type EmailCar, type MoneyWords } from "./money-email.ts";

export type RefundEmailProps = {
  sender: EmailSender;
  customerName: string;
  vehicle: EmailCar | null;
  words: MoneyWords;
  zone: string;
  amountMinor: number;
  givenBackAt: string;
  /** The way it goes: to the card that paid, in the hand, to a card at the desk's terminal, or to an account. */
  way: "CARD" | "CASH" | "TERMINAL" | "TRANSFER";
  /** As it reads inside a sentence: "invoice NM-2026-01893", or "deposit for job card 4127". */
  purpose: string;
  isDeposit: boolean;
  reason: string;
};

const ways = {
  CARD: { how: "To the card that you paid with", when: "Your bank shows it in 5 to 10 working days." },
  TERMINAL: { how: "To your card, at the desk", when: "Your bank shows it in 5 to 10 working days." },
  TRANSFER: { how: "By bank transfer", when: "It arrives within a few working days." },
  CASH: { how: "In cash", when: undefined },
} as const;

/** Money goes back. */
export const refundEmail = (props: RefundEmailProps): Promise<Email> => {
  const { sender, customerName, vehicle, words, zone, amountMinor, givenBackAt, way, purpose, isDeposit, reason } =
    props;
  const amount = amountIn(words)(amountMinor);
  const { how, when } = ways[way];
  const fact = way === "CASH" ? `${amount} paid back` : `${amount} is on its way back`;
  const content: EmailContent = {
    subject: `Refund: ${fact}, ${purpose}`,
    title: fact,
    intro: `${customerName}, we ${way === "CASH" ? "have paid" : "are paying"} you back ${amount} of ${isDeposit ? `your ${purpose}` : `what you paid for ${purpose}`}.`,
    button: callButton(sender),
    facts: [
      { label: "Amount", value: amount, strong: true },
      { label: "How", value: how, note: when },
      { label: "Given back", value: formatAgreed(givenBackAt, zone) },
      { label: "Of", value: `${purpose.charAt(0).toUpperCase()}${purpose.slice(1)}` },
      ...carFacts(vehicle),
      { label: "Reason", value: reason },
    ],
    note: way === "CASH" ? null : "Has it not come by then? Call or answer this e-mail, and we look where it is.",
    why: "You get this because you paid us.",
    stop: "To stop e-mails of this kind, answer with the word stop.",
  };
  return composeEmail(sender, content, { ...valuesOf(sender, customerName, vehicle), amount });
};
