import { formatDate } from "#/domain/time.ts";
import type { Email, EmailSender } from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";

export type WelcomeEmailProps = {
  sender: EmailSender;
  ownerName: string;
  ownerEmail: string;
  /** An ISO instant, shown in `zone`; null once the workshop has subscribed. */
  trialEndsAt: string | null;
  /** What it was set up with: `£78.00 an hour`, `VAT 20%`, `London`. */
  terms: { labourRate: string; tax: string; clock: string; bays: number };
  zone: string;
  /** The board. */
  href: string;
};

/** To the owner of a workshop that has just signed up: where to begin, and what it was set up with. */
export const welcomeEmail = ({
  sender,
  ownerName,
  ownerEmail,
  trialEndsAt,
  terms,
  zone,
  href,
}: WelcomeEmailProps): Promise<Email> => {
  const until = trialEndsAt === null ? null : formatDate(new Date(trialEndsAt), zone);
  return composeEmail(sender, {
    subject: `${sender.tenantName} is ready`,
    title: `${sender.tenantName} is ready`,
    intro: `${ownerName}, your workshop is set up. Its first job card takes a plate and a sentence.${
      until === null ? "" : ` The trial runs until ${until}.`
    }`,
    button: { label: "Open the board", href },
    facts: [
      { label: "Sign in as", value: ownerEmail, strong: true },
      { label: "Branch", value: `${sender.branchName}, ${terms.bays === 1 ? "1 bay" : `${terms.bays} bays`}` },
      { label: "Labour", value: `${terms.labourRate} an hour` },
      { label: "Tax", value: terms.tax },
      { label: "Clock", value: terms.clock },
    ],
    lists: [
      {
        title: "Then, in Settings",
        items: [
          { title: "Address, telephone and tax number", detail: "They stand on every invoice and mail." },
          { title: "Opening hours, bays and labour rates", detail: "The board and the job cards reckon with them." },
          { title: "Your people", detail: "Each gets an invitation by e-mail, with what they may do." },
        ],
        more: null,
      },
    ],
    note:
      until === null
        ? null
        : `After ${until} everything can still be read, printed and exported, but nothing can be changed until the subscription is active.`,
    why: "You get this because this address signed the workshop up.",
    stop: "It comes once. If it was not you, nothing is asked of you: the trial ends by itself.",
  });
};
