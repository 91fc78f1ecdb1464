import type { InvoiceView } from "#/domain/invoice.ts";
import { isoDateIn } from "#/domain/time.ts";

export type InvoiceState = { state: "paid" | "due" | "overdue"; dueMinor: number };

/** Paid, due, or overdue from the day after its due date, by the branch's calendar. */
export const stateOf = (invoice: InvoiceView, now: Date): InvoiceState => {
  const { dueMinor } = invoice;
  if (dueMinor === 0) return { state: "paid", dueMinor };
  return { state: isoDateIn(now, invoice.parties.branch.zone) > invoice.dueOn ? "overdue" : "due", dueMinor };
};

export type InvoiceGroup = { title: string | null; lines: InvoiceView["lines"]; netMinor: number };

/** Lines under their packages, in the order of the invoice. */
export const groupsOf = (lines: InvoiceView["lines"]): InvoiceGroup[] => {
  const groups: InvoiceGroup[] = [];
  for (const line of lines) {
    const known = groups.find(({ title }) => title === line.packageTitle);
    if (known === undefined) groups.push({ title: line.packageTitle, lines: [line], netMinor: line.netMinor });
    else {
      known.lines.push(line);
      known.netMinor += line.netMinor;
    }
  }
  return groups;
};

/** "61 kB", "1.2 MB" */
export const sizeWords = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
