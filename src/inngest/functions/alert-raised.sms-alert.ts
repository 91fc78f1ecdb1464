import { alertText } from "#/documents/sms/alert-text.ts";
import { alertRaised } from "#/domain/events.ts";
import { formatPhone } from "#/domain/phone.ts";
import { taskHref } from "#/inngest/alert.ts";
import { consumer, done, skipped } from "#/inngest/consumer.ts";
import { sendToEach } from "#/inngest/send-message.ts";
import { sendSms } from "#/inngest/send-sms.ts";
import { readDb } from "#/server/db/transaction.ts";
import { alertToSend } from "#/server/services/alerts.ts";

/** Tells the members with `operation.alerts` of an urgent task by text. Each gets one, however often this is tried. */
export const smsAlert = consumer(alertRaised, "sms-alert", async (context) => {
  const { delivery, ctx, event } = context;
  const { task, members, branch, tenant } = await alertToSend(readDb(ctx), event.data.taskId);
  if (members.length === 0) return skipped("Nobody here has the right to be alerted.");
  const reachable = members.flatMap(({ id, phone }) => (phone === null ? [] : [{ id, phone }]));
  if (reachable.length === 0) return skipped("Nobody with the right to be alerted has a phone number on file.");

  const bodyText = alertText({
    tenantName: tenant.name,
    task: { title: task.title, reason: task.detail },
    href: taskHref(event, task),
  });
  await sendToEach(reachable, ({ id, phone }) =>
    sendSms(
      context,
      {
        row: {
          kind: "alert",
          recipient: phone,
          bodyText,
          customerId: null,
          jobCardId: null,
          invoiceId: null,
          sourceKey: `alert:${delivery.id}:${id}`,
        },
        toShown: formatPhone(phone, branch.country),
        messageKey: `${delivery.id}.${id}`,
      },
      (change) => context.write(change),
    ),
  );
  return done(`Accepted for ${reachable.map(({ phone }) => formatPhone(phone, branch.country)).join(", ")}`);
});
