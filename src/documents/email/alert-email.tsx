import { formatDate, formatTime } from "#/domain/time.ts";
import type { Email, EmailSender } from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";

export type AlertEmailProps = {
  sender: EmailSender;
  memberName: string;
  /** The task that waits for a person; `raisedAt` is an ISO instant, shown in `zone`. */
  task: { title: string; reason: string; concerns: string | null; raisedAt: string; zone: string };
  /** Where the task can be taken. */
  href: string;
};

/** Something failed that no retry will mend: to the members who take such alerts, at once. */
export const alertEmail = ({ sender, memberName, task, href }: AlertEmailProps): Promise<Email> => {
  const at = new Date(task.raisedAt);
  return composeEmail(sender, {
    subject: `Urgent: ${task.title}`,
    title: task.title,
    intro: `${memberName}, this waits for a person: ${task.reason}`,
    button: { label: "Open the task", href },
    facts: [
      ...(task.concerns === null ? [] : [{ label: "Concerns", value: task.concerns, strong: true }]),
      { label: "Since", value: `${formatDate(at, task.zone)}, ${formatTime(at, task.zone)}` },
    ],
    note: "The first to open the task can take it. Everybody with this alert has got the same e-mail.",
    why: "You get this because your role receives alerts about operations.",
    stop: "An owner can change that in Settings, Members.",
  });
};
