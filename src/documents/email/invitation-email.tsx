import type { Role } from "#/domain/permissions.ts";
import { roleWords } from "#/domain/role-words.ts";
import { formatDate } from "#/domain/time.ts";
import type { Email, EmailSender } from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";

export type InvitationEmailProps = {
  sender: EmailSender;
  invitedBy: string;
  role: Role;
  /** Empty: all branches. */
  branchNames: readonly string[];
  /** Until when the link opens, shown in `zone`. */
  expiresAt: Date;
  zone: string;
  href: string;
};

/** Somebody is asked to join a workshop. */
export const invitationEmail = ({
  sender,
  invitedBy,
  role,
  branchNames,
  expiresAt,
  zone,
  href,
}: InvitationEmailProps): Promise<Email> =>
  composeEmail(sender, {
    subject: `${invitedBy} invites you to ${sender.tenantName}`,
    title: `Join ${sender.tenantName}`,
    intro: `${invitedBy} invites you to work with ${sender.tenantName} in Pitlane.`,
    button: { label: "Accept the invitation", href },
    facts: [
      { label: "Role", value: roleWords[role], strong: true },
      ...(branchNames.length === 0 ? [] : [{ label: "Branches", value: branchNames.join(", ") }]),
      { label: "Open until", value: formatDate(expiresAt, zone) },
    ],
    note: "The link is yours alone: who opens it joins as you. Do not pass it on.",
    why: `You get this because ${invitedBy} entered your address.`,
    stop: "If you do not know them, ignore it: nothing happens.",
  });
