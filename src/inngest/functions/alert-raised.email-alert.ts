import { alertEmail } from "#/documents/email/alert-email.tsx";
import { alertRaised } from "#/domain/events.ts";
import { env } from "#/env.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { initialsOf, mailFrom } from "#/inngest/invoice-document.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { readDb } from "#/server/db/transaction.ts";
import { isMailError } from "#/server/gateways/mail.ts";
import { alertToSend } from "#/server/services/alerts.ts";

const pages: Readonly<Record<string, string>> = { jobCard: "/job-cards", invoice: "/invoices" };

/** Tells the members with `operation.alerts` of an urgent task. Each gets one mail, however often this is tried. */
export const emailAlert = consumer(alertRaised, "email-alert", async (context) => {
  const { delivery, ctx, event } = context;
  const { task, members, branch, tenant } = await alertToSend(readDb(ctx), event.data.taskId);
  if (members.length === 0) return skipped("Nobody here has the right to be alerted.");

  const base = env.APP_URL ?? event.origin ?? `http://localhost:${env.PORT}`;
  const page = pages[task.subjectType ?? ""];
  const sender = {
    tenantName: tenant.name,
    branchName: branch.name,
    logo: { initials: initialsOf(tenant.name), colour: tenant.brandColour },
    addressLines: branch.addressLines,
    phone: branch.phone,
  };
  const failures: unknown[] = [];
  for (const member of members) {
    const { subject, html, text } = await alertEmail({
      sender,
      memberName: member.name,
      task: {
        title: task.title,
        reason: task.detail,
        concerns: null,
        raisedAt: task.createdAt.toISOString(),
        zone: branch.zone,
      },
      href: page === undefined ? `${base}/board` : `${base}${page}/${task.subjectId}`,
    });
    const sending = sendEmail(
      context,
      {
        row: {
          kind: "alert",
          recipient: member.email,
          subject,
          bodyText: text,
          bodyHtml: html,
          attachments: [],
          customerId: null,
          jobCardId: null,
          invoiceId: null,
          sourceKey: `alert:${delivery.id}:${member.id}`,
        },
        to: { name: member.name, address: member.email },
        from: mailFrom(tenant.name, branch.email),
        messageKey: `${delivery.id}.${member.id}`,
      },
      (change) => context.write(change),
    );
    // One bad address must not keep the others from knowing.
    await sending.catch((error: unknown) => failures.push(error));
  }
  const failure = failures.find((error) => !(isMailError(error) && error.permanent)) ?? failures[0];
  if (failure !== undefined) throw failure;
  return done(`Accepted for ${members.map(({ email }) => email).join(", ")}`);
});
