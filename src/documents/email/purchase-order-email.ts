import { orderName } from "#/domain/purchase-order.ts";
import { formatQuantity, quantityMilli } from "#/domain/quantity.ts";
import { formatIsoDate } from "#/domain/time.ts";
import { callButton, type Email, type EmailSender } from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";
import { amountIn, type MoneyWords } from "./money-email.ts";

export type PurchaseOrderEmailProps = {
  /** The branch that orders, and to which the parts go. */
  sender: EmailSender;
  supplierName: string;
  /** What the supplier knows the workshop by; empty where nobody has said. */
  accountNumber: string;
  number: number;
  /** `2026-12-01`; null without a wish. */
  expectedOn: string | null;
  note: string;
  words: MoneyWords;
  /** Costs in minor units, before tax. */
  lines: readonly { number: string; name: string; unit: string; quantity: string; unitCostMinor: number }[];
};

/** An order, to whom parts are bought of: each line with its number, quantity and the price it is expected at. */
export const purchaseOrderEmail = (props: PurchaseOrderEmailProps): Promise<Email> => {
  const { sender, supplierName, accountNumber, number, expectedOn, note, words, lines } = props;
  const amount = amountIn(words);
  const worth = (line: (typeof lines)[number]) =>
    Math.round((quantityMilli(line.quantity) * line.unitCostMinor) / 1000);
  const address = sender.addressLines.join(", ");
  return composeEmail(sender, {
    subject: `Order ${orderName(number)} from ${sender.tenantName}, ${sender.branchName}`,
    title: `Order ${orderName(number)}`,
    intro: `${supplierName}, please send us these parts. Answer this e-mail when something cannot come, or costs more than it says here.`,
    button: callButton(sender),
    facts: [
      { label: "Order", value: orderName(number), strong: true, note: "Please put it on the delivery note" },
      ...(accountNumber === "" ? [] : [{ label: "Account", value: accountNumber }]),
      { label: "Deliver to", value: sender.branchName, note: address === "" ? undefined : address },
      ...(expectedOn === null ? [] : [{ label: "Wanted by", value: formatIsoDate(expectedOn) }]),
      ...(note === "" ? [] : [{ label: "Note", value: note }]),
      {
        label: "Expected",
        value: amount(lines.reduce((sum, line) => sum + worth(line), 0)),
        note: "Before tax, at the prices we know",
      },
    ],
    lists: [
      {
        title: lines.length === 1 ? "1 line" : `${lines.length} lines`,
        items: lines.map((line) => ({
          title: line.number,
          detail: line.name,
          figures: [
            { label: "Quantity", value: formatQuantity(line.quantity, line.unit), strong: true },
            { label: "Each", value: amount(line.unitCostMinor) },
            { label: "Together", value: amount(worth(line)) },
          ],
        })),
        more: null,
      },
    ],
    note: null,
    why: "You get this because the workshop named you as a supplier.",
    stop: "To get no more orders by e-mail, answer with the word stop.",
  });
};
