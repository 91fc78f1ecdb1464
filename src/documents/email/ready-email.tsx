import { formatMoney } from "#/domain/money.ts";
import {
  type Email,
  type EmailContent,
  type EmailFact,
  type EmailSender,
  payButtons,
  valuesOf,
} from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";

export type ReadyEmailProps = {
  sender: EmailSender;
  customerName: string;
  vehicle: { plate: string; description: string };
  /** The page of the visit, if there is one. */
  visit: string | null;
  /** The page to pay on, if something is due. */
  pay: string | null;
  /** What was done, a short line each. */
  workDone: string[];
  /** Recommended but not done, kept on the vehicle. */
  notDone: string[];
  /** What is still to pay, in minor units; null when nothing is. */
  toPay: { minor: number; currency: string; locale: string } | null;
};

/** The work is finished and the car can be collected. */
export const readyEmail = ({
  sender,
  customerName,
  vehicle,
  visit,
  pay,
  workDone,
  notDone,
  toPay,
}: ReadyEmailProps): Promise<Email> => {
  const listed = (label: string, lines: string[]): EmailFact[] =>
    lines.length === 0 ? [] : [{ label, value: lines.join("; ") }];
  const values = {
    ...valuesOf(sender, customerName, vehicle),
    amount: toPay === null ? "nothing" : formatMoney(toPay.minor, toPay.currency, toPay.locale),
  };
  const content: EmailContent = {
    subject: `Ready: ${vehicle.plate}, collect it from ${sender.branchName}`,
    title: `${vehicle.plate} is ready`,
    intro: `${customerName}, the work on your ${vehicle.description} is finished. It waits for you at ${sender.branchName}.`,
    ...payButtons(sender, visit, pay),
    facts: [
      { label: "Car", value: vehicle.plate, strong: true, note: vehicle.description },
      { label: "Where", value: sender.addressLines.join(", ") || sender.branchName },
      ...listed("Done", workDone),
      ...listed("Not done", notDone),
      toPay === null
        ? { label: "To pay", value: "Nothing more" }
        : {
            label: "To pay",
            value: formatMoney(toPay.minor, toPay.currency, toPay.locale),
            strong: true,
            note: "The invoice comes in an e-mail of its own.",
          },
    ],
    note: null,
    why: "You get this because your car is with us.",
    stop: "To be called instead, answer with the word stop.",
  };
  return composeEmail(sender, content, values);
};
