import { segments, shortEnough } from "./gsm.ts";

export type AlertTextProps = {
  tenantName: string;
  task: { title: string; reason: string };
  /** Where the task can be taken. */
  href: string;
};

const cut = (text: string, length: number): string =>
  [...text].length <= length
    ? text
    : `${[...text]
        .slice(0, length - 3)
        .join("")
        .trimEnd()}...`;

/** An urgent task, in one text: what, and where to take it. The reason stands in the e-mail, and here when there is room. */
export const alertText = ({ tenantName, task, href }: AlertTextProps): string => {
  const full = (title: string, reason: string) => `${tenantName}, urgent: ${title}.${reason} ${href}`;
  const reason = task.reason === "" ? "" : ` ${task.reason}`;
  const titles = [90, 60, 40, 24].map((length) => full(cut(task.title, length), ""));
  const text = shortEnough([full(task.title, reason), full(task.title, ""), ...titles]);
  return segments(text) === 1 ? text : shortEnough([`Urgent: ${cut(task.title, 40)}. ${href}`]);
};
