import { alertEmail } from "#/documents/email/alert-email.tsx";
import { alertRaised } from "#/domain/events.ts";
import { taskHref } from "#/inngest/alert.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { mailFrom, staffSender } from "#/inngest/invoice-document.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { sendToEach } from "#/inngest/send-message.ts";
import { readDb } from "#/server/db/transaction.ts";
import { alertToSend } from "#/server/services/alerts.ts";

/** Tells the members with `operation.alerts` of an urgent task. Each gets one mail, however often this is tried. */
export const emailAlert = consumer(alertRaised, "email-alert", async (context) => {
  const { delivery, ctx, event } = context;
  const { task, members, branch, tenant } = await alertToSend(readDb(ctx), event.data.taskId);
  if (members.length === 0) return skipped("Nobody here has the right to be alerted.");

  await sendToEach(members, async (member) => {
    const { subject, html, text } = await alertEmail({
      sender: staffSender(tenant, branch),
      memberName: member.name,
      task: {
        title: task.title,
        reason: task.detail,
        concerns: null,
        raisedAt: task.createdAt.toISOString(),
        zone: branch.zone,
      },
      href: taskHref(event, task),
    });
    await sendEmail(
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
  });
  return done(`Accepted for ${members.map(({ email }) => email).join(", ")}`);
});
