import { formatMoney } from "#/domain/money.ts";
import { formatIsoDate } from "#/domain/time.ts";
import { type Email, type EmailContent, type EmailSender, payButtons, valuesOf } from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";

export type InvoiceEmailProps = {
  sender: EmailSender;
  customerName: string;
  vehicle: { plate: string; description: string };
  /** The page of the visit, if there is one. */
  visit: string | null;
  /** The page to pay on, if something is due. */
  pay: string | null;
  /** Money in minor units of `currency`, days as ISO dates. */
  invoice: {
    number: string;
    issuedOn: string;
    dueOn: string;
    totalMinor: number;
    toPayMinor: number;
    creditedMinor: number;
    currency: string;
    locale: string;
    taxName: string;
  };
  payHow: string[];
};

/** The invoice, with its PDF attached by the caller. */
export const invoiceEmail = ({
  sender,
  customerName,
  vehicle,
  visit,
  pay,
  invoice,
  payHow,
}: InvoiceEmailProps): Promise<Email> => {
  const amount = (minor: number) => formatMoney(minor, invoice.currency, invoice.locale);
  const due = formatIsoDate(invoice.dueOn);
  const open = invoice.toPayMinor > 0;
  const fact = open
    ? `${amount(invoice.toPayMinor)} to pay by ${due}`
    : invoice.creditedMinor > 0
      ? "nothing to pay"
      : `${amount(invoice.totalMinor)}, paid`;
  const paidMinor = invoice.totalMinor - invoice.creditedMinor - invoice.toPayMinor;
  const values = {
    ...valuesOf(sender, customerName, vehicle),
    number: invoice.number,
    amount: open ? amount(invoice.toPayMinor) : "nothing",
    due,
  };
  const content: EmailContent = {
    subject: `Invoice ${invoice.number}: ${fact}, ${vehicle.plate}`,
    title: `${fact.charAt(0).toUpperCase()}${fact.slice(1)}`,
    intro: `${customerName}, the invoice for the work on your ${vehicle.description} is attached as a PDF.`,
    ...payButtons(sender, visit, pay),
    facts: [
      { label: "Invoice", value: invoice.number, note: `Issued ${formatIsoDate(invoice.issuedOn)}` },
      { label: "Car", value: vehicle.plate, strong: true, note: vehicle.description },
      { label: "Total", value: amount(invoice.totalMinor), note: `With ${invoice.taxName}` },
      ...(open && invoice.creditedMinor > 0 ? [{ label: "Credited", value: amount(-invoice.creditedMinor) }] : []),
      ...(open && paidMinor > 0 ? [{ label: "Paid", value: amount(-paidMinor) }] : []),
      ...(open
        ? [{ label: "To pay", value: amount(invoice.toPayMinor), strong: true, note: payHow.join(" ") || undefined }]
        : []),
    ],
    note: "Is a line not as agreed? Call or answer this e-mail before you pay, and we go through it with you.",
    why: "You get this because we worked on your car.",
    stop: "To stop e-mails about invoices, answer with the word stop: you then get them on paper.",
  };
  return composeEmail(sender, content, values);
};
