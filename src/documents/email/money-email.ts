import { formatMoney } from "#/domain/money.ts";
import { callButton, type EmailContent, type EmailFact, type EmailSender } from "./email-content.ts";

/** The currency and the tongue that amounts are written in. */
export type MoneyWords = { currency: string; locale: string };
export type EmailCar = { plate: string; description: string };

/** What is still to pay on an invoice, and the page to pay it on; null of money ahead of an invoice. */
export type StillDue = { minor: number; payHref: string | null } | null;

export const amountIn =
  ({ currency, locale }: MoneyWords) =>
  (minor: number): string =>
    formatMoney(minor, currency, locale);

export const carFacts = (vehicle: EmailCar | null): EmailFact[] =>
  vehicle === null
    ? []
    : [{ label: "Car", value: vehicle.plate, strong: true, note: vehicle.description || undefined }];

/** The page to pay on while something is due; else, and beside it, the garage's telephone. */
export const dueButtons = (
  sender: EmailSender,
  due: StillDue,
  label: string,
): Pick<EmailContent, "button" | "otherwise"> =>
  due === null || due.minor === 0 || due.payHref === null
    ? { button: callButton(sender) }
    : { button: { label, href: due.payHref }, otherwise: callButton(sender) };
