import { alertEmail } from "#/documents/email/alert-email.tsx";
import { alertRaised } from "#/domain/events.ts";
import { taskHref } from "#/inngest/alert.ts";
import { consumer, skipped } from "#/inngest/consumer.ts";
import { mailFrom, staffSender } from "#/inngest/invoice-document.ts";
import { sendToMembers } from "#/inngest/send-to-members.ts";
import { readDb } from "#/server/db/transaction.ts";
import { alertToSend } from "#/server/services/alerts.ts";

/** Tells the members with `operation.alerts` of an urgent task. Each gets one mail, however often this is tried. */
export const emailAlert = consumer(alertRaised, "email-alert", async (context) => {
  const { ctx, event } = context;
  const { task, members, branch, tenant } = await alertToSend(readDb(ctx), event.data.taskId);
  if (members.length === 0) return skipped("Nobody here has the right to be alerted.");

  return sendToMembers(context, "alert", mailFrom(tenant.name, branch.email), members, (member) =>
    alertEmail({
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
    }),
  );
});
