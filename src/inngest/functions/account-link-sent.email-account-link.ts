import { emailChangeEmail, passwordEmail } from "#/documents/email/account-email.tsx";
import { accountLinkSent } from "#/domain/events.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { mailFrom, staffSender } from "#/inngest/invoice-document.ts";
import { linkTo } from "#/inngest/links.ts";
import { sendLinkEmail } from "#/inngest/send-link-email.ts";
import { linkToken } from "#/server/db/link-token.ts";
import { readDb } from "#/server/db/transaction.ts";
import { openLinkOf, person } from "#/server/services/accounts.ts";
import { sender } from "#/server/services/staff.ts";

const pages = { password: "/reset-password", email: "/confirm-email" } as const;
const composers = { password: passwordEmail, email: emailChangeEmail } as const;

/** Sends a person the link that proves their mailbox; nothing when it has ended or was replaced meanwhile. */
export const emailAccountLink = consumer(accountLinkSent, "email-account-link", async (context) => {
  const { ctx, event } = context;
  const { userId, purpose, generation } = event.data;
  const db = readDb(ctx);
  const link = await openLinkOf(db, purpose, userId);
  if (link?.generation !== generation) return skipped("The link is no longer open.");
  const [{ name }, { tenant, branch }] = [await person(db, userId), await sender(db)];
  if (branch === null) return skipped("No branch is open, so there is nobody to write from.");
  const token = linkToken(purpose, userId, generation);
  const email = await composers[purpose]({
    sender: staffSender(tenant, branch),
    name,
    href: linkTo(event, `${pages[purpose]}/${token}`),
  });
  return sendLinkEmail(
    context,
    {
      kind: `account-${purpose}`,
      to: { name, address: link.email },
      from: mailFrom(tenant.name, branch.email),
      email,
      token,
    },
    (change) => context.finish(done(`Accepted for ${link.email}`), change),
  );
});
