import type { EmailItem } from "#/documents/email/email-content.ts";
import { morningEmail } from "#/documents/email/morning-email.tsx";
import { uuidv7 } from "#/domain/ids.ts";
import { groupTasks } from "#/domain/task-groups.ts";
import { formatLongDay, formatMoment } from "#/domain/time.ts";
import { env } from "#/env.ts";
import { mailFrom, staffSender } from "#/inngest/invoice-document.ts";
import { type ScheduledWork, schedule } from "#/inngest/schedule.ts";
import { sendEmail } from "#/inngest/send-email.ts";
import { openTransaction, readDb } from "#/server/db/transaction.ts";
import { isSendError } from "#/server/gateways/send-error.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import { type MorningMails, morningMails } from "#/server/services/morning-mail.ts";

const listedPerGroup = 6;

/** At seven in the morning of each tenant, tells those who may settle tasks what waits for them. */
export const sendMorningMail = schedule("morning-mail", (work) => morningMail(work, new Date()));

/** The same, at a time of the caller's choice. */
export const morningMail = async (work: ScheduledWork, now: Date): Promise<"DONE" | "IDLE"> => {
  const mails = await morningMails(readDb(work.ctx), now);
  if (mails === null) return "IDLE";
  const failures: unknown[] = [];
  for (const reader of mails.readers) {
    if (work.signal.aborted) break;
    await sendTo(work, mails, reader).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
  return "DONE";
};

const sendTo = async ({ ctx }: ScheduledWork, mails: MorningMails, reader: MorningMails["readers"][number]) => {
  const { tenant, branch, morning } = mails;
  const { subject, html, text } = await morningEmail({
    sender: staffSender(tenant, branch),
    memberName: reader.name,
    day: formatLongDay(morning.from, branch.zone),
    groups: groupTasks(reader.tasks).map(({ title, tasks }) => ({
      title,
      items: tasks.slice(0, listedPerGroup).map((task) => itemOf(task, title, branch.zone, morning.from)),
      more: tasks.length <= listedPerGroup ? null : `and ${tasks.length - listedPerGroup} more like these`,
    })),
    total: reader.tasks.length,
    own: reader.tasks.filter(({ takenById }) => takenById !== null).length,
    elsewhere: mails.waiting - reader.tasks.length,
    href: `${env.APP_URL ?? `http://localhost:${env.PORT}`}/tasks`,
  });
  const sending = sendEmail(
    {
      // A message that a passing fault has kept back stays QUEUED: the next slot of the morning tries it again.
      delivery: { tenantId: ctx.tenantId, id: reader.id, fence: 0, attempt: 1 },
      write: (change) => openTransaction(ctx, uuidv7(), "morning-mail", change),
    },
    {
      row: {
        kind: "morning",
        recipient: reader.email,
        subject,
        bodyText: text,
        bodyHtml: html,
        attachments: [],
        customerId: null,
        jobCardId: null,
        invoiceId: null,
        sourceKey: reader.sourceKey,
      },
      to: { name: reader.name, address: reader.email },
      from: mailFrom(tenant.name, branch.email),
      messageKey: `morning.${morning.isoDate}.${reader.id}`,
    },
    (change) => openTransaction(ctx, uuidv7(), "morning-mail", change),
  );
  await sending.catch(async (error: unknown) => {
    if (!isSendError(error) || !error.permanent) throw error;
    await noteRefusal(ctx, reader, error.message);
  });
};

/** Under its heading a title need not begin with the heading's words. */
const itemOf = (
  { title, detail, concerns, createdAt, takenById }: MorningMails["readers"][number]["tasks"][number],
  heading: string,
  zone: string,
  now: Date,
): EmailItem => ({
  title: title.startsWith(`${heading}: `) ? title.slice(heading.length + 2) : title,
  detail: [
    ...(concerns === null ? [] : [`${concerns}.`]),
    ...(detail === "" ? [] : [detail]),
    `Since ${formatMoment(createdAt, zone, now)}.`,
    ...(takenById === null ? [] : ["With you."]),
  ].join(" "),
});

/** No later slot can mend an address that is refused for good: a person must. */
const noteRefusal = (ctx: ScheduledWork["ctx"], reader: { id: string; name: string; email: string }, reason: string) =>
  executeInTransaction(ctx, "morning-mail.refused", (tx) =>
    raiseTask(tx, {
      severity: "NORMAL",
      kind: "mail-refused",
      title: `No mail reaches ${reader.name}`,
      detail: `Mail to ${reader.email} is refused: ${reason} Correct the address.`,
      subject: null,
      sourceKey: `mail-refused:${reader.id}`,
      again: true,
    }),
  );
