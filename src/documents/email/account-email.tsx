import { personLinkMinutes } from "#/domain/account.ts";
import type { Email, EmailSender } from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";

type AccountEmailProps = { sender: EmailSender; name: string; href: string };

const open = { label: "The link opens for", value: `${personLinkMinutes} minutes` };

/** The link by which a person chooses a new password. */
export const passwordEmail = ({ sender, name, href }: AccountEmailProps): Promise<Email> =>
  composeEmail(sender, {
    subject: "Choose a new password",
    title: "Choose a new password",
    intro: `${name}, a new password was asked for this address in Pitlane.`,
    button: { label: "Choose a new password", href },
    facts: [open],
    note: "Once it is chosen, every browser that was signed in is signed out.",
    why: "You get this because somebody entered your address on the sign-in page.",
    stop: "If it was not you, ignore it: the password stays as it is.",
  });

/** The link that proves another address. */
export const emailChangeEmail = ({ sender, name, href }: AccountEmailProps): Promise<Email> =>
  composeEmail(sender, {
    subject: "Confirm this address",
    title: "Confirm this address",
    intro: `${name} wants to sign in to Pitlane with this address from now on.`,
    button: { label: "Confirm the address", href },
    facts: [open],
    note: null,
    why: "You get this because the address was entered in an account.",
    stop: "If you do not know it, ignore it: nothing changes.",
  });
