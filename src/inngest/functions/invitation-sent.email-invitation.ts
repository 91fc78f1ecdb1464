import { invitationEmail } from "#/documents/email/invitation-email.tsx";
import { invitationSent } from "#/domain/events.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { mailFrom, staffSender } from "#/inngest/invoice-document.ts";
import { linkTo } from "#/inngest/links.ts";
import { sendLinkEmail } from "#/inngest/send-link-email.ts";
import { linkToken } from "#/server/db/link-token.ts";
import { readDb } from "#/server/db/transaction.ts";
import { toSend } from "#/server/services/invitations.ts";
import { sender } from "#/server/services/staff.ts";

/** Sends an invitation with its link; nothing when it has ended meanwhile. */
export const emailInvitation = consumer(invitationSent, "email-invitation", async (context) => {
  const { ctx, event } = context;
  const { invitationId, generation } = event.data;
  const db = readDb(ctx);
  const invitation = await toSend(db, invitationId);
  if (invitation === null) return skipped("The invitation is no longer open.");
  const { tenant, branch } = await sender(db);
  if (branch === null) return skipped("No branch is open, so there is nobody to write from.");
  const token = linkToken("invitation", invitationId, generation);
  const email = await invitationEmail({
    sender: staffSender(tenant, branch),
    invitedBy: invitation.invitedBy,
    role: invitation.role,
    branchNames: invitation.branchNames,
    expiresAt: invitation.expiresAt,
    zone: branch.zone,
    href: linkTo(event, `/invitations/${token}`),
  });
  return sendLinkEmail(
    context,
    {
      kind: "invitation",
      to: { name: "", address: invitation.email },
      from: mailFrom(tenant.name, branch.email),
      email,
      token,
    },
    (change) => context.finish(done(`Accepted for ${invitation.email}`), change),
  );
});
