import type { Email, EmailList, EmailSender } from "./email-content.ts";
import { composeEmail } from "./email-frame.tsx";

export type MorningEmailProps = {
  sender: EmailSender;
  memberName: string;
  /** `Thursday 14 May`, in the branch's zone. */
  day: string;
  /** Tasks by what they are about; `total` also counts those that a list leaves out. */
  groups: EmailList[];
  total: number;
  /** How many of them the reader has taken. */
  own: number;
  /** How many others have taken; they are not listed. */
  elsewhere: number;
  /** Where the tasks can be taken. */
  href: string;
};

/** What waits for a person this morning: to each member who may resolve it, once a day. */
export const morningEmail = ({
  sender,
  memberName,
  day,
  groups,
  total,
  own,
  elsewhere,
  href,
}: MorningEmailProps): Promise<Email> => {
  const tasks = (count: number) => (count === 1 ? "1 task" : `${count} tasks`);
  return composeEmail(sender, {
    subject: `${day}: ${tasks(total)} to settle`,
    title: `${tasks(total)} to settle`,
    intro: `Good morning ${memberName}. ${
      own === 0
        ? "Nobody has taken any of these yet."
        : own === total
          ? "You have taken all of these."
          : `You have taken ${own} of these; nobody has taken the rest.`
    }${elsewhere === 0 ? "" : ` ${elsewhere} more ${elsewhere === 1 ? "is" : "are"} with colleagues.`}`,
    button: { label: "Open the tasks", href },
    facts: [],
    lists: groups,
    note: "Taking a task tells the others that it is with you.",
    why: "You get this because your role may settle tasks. It comes once a day at seven, and not when there is nothing to settle.",
    stop: "An owner can change your role.",
  });
};
