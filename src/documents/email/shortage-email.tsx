import { formatQuantity, quantityText } from "#/domain/quantity.ts";
import type { ShortPart } from "#/domain/shortage.ts";
import type { Email, EmailSender } from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";

export type ShortageEmailProps = {
  /** The branch that is short. */
  sender: EmailSender;
  memberName: string;
  parts: readonly ShortPart[];
  /** The parts of the branch that are low. */
  href: string;
};

const listed = 30;

/** What has newly fallen below its reorder point at a branch: to the members who buy. */
export const shortageEmail = ({ sender, memberName, parts, href }: ShortageEmailProps): Promise<Email> => {
  const [first] = parts;
  const one = parts.length === 1 && first !== undefined;
  const amount = (milli: number, unit: string) => (milli === 0 ? "None" : formatQuantity(quantityText(milli), unit));
  return composeEmail(sender, {
    subject: `To order for ${sender.branchName}: ${one ? `${first.name}, ${first.number}` : `${parts.length} parts`}`,
    title: one ? `${first.name} to order` : `${parts.length} parts to order`,
    intro: `${memberName}, ${one ? "this part has" : "these parts have"} fallen below ${one ? "its" : "their"} reorder point at ${sender.branchName}.`,
    button: { label: "Open the parts that are low", href },
    facts: [],
    lists: [
      {
        title: null,
        items: parts.slice(0, listed).map(({ number, name, unit, onHand, reserved, free, reorderPoint }) => ({
          title: name,
          detail: free < reorderPoint ? number : `${number}. Back at its reorder point by now.`,
          figures: [
            { label: "Free", value: amount(free, unit), strong: true },
            { label: "On hand", value: amount(onHand, unit) },
            { label: "Held", value: amount(reserved, unit) },
            { label: "Reorder at", value: amount(reorderPoint, unit) },
          ],
        })),
        more: parts.length <= listed ? null : `and ${parts.length - listed} more`,
      },
    ],
    note: "Free is what is on hand and not held for a job card. Each shortage is told once; it is over when free stock is back at the reorder point.",
    why: "You get this because your role buys parts.",
    stop: "An owner can change your role.",
  });
};
