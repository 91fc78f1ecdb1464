import type { JobCardView, JobLineView } from "#/domain/job-card.ts";
import { totalsOf } from "#/domain/totals.ts";

/** The card's total, tax included, for the lines agreed to by now and those of `lineIds`; null without prices. */
export const agreedTotal = (card: JobCardView, lineIds: readonly string[]): number | null => {
  const agreed = card.lines.filter((line) => line.authorisationId !== null || lineIds.includes(line.id));
  const priced = agreed.flatMap((line) => (line.price ? [{ quantity: line.quantity, ...line.price }] : []));
  return priced.length < agreed.length ? null : totalsOf(priced, card.branch).totalMinor;
};

/** What approving came to, once the parts were reserved: "Approved. 5 of 6 parts are reserved; Brake disc is short." */
export const reservationSentence = (lines: readonly JobLineView[]): string => {
  const parts = lines.filter((line) => line.kind === "PART");
  const short = parts.filter((line) => line.shortBy !== null);
  if (parts.length === 0) return "Approved.";
  if (short.length === 0)
    return parts.length === 1 ? "Approved. Its part is reserved." : `Approved. All ${parts.length} parts are reserved.`;
  const names = short.map((line) => line.description).join(", ");
  return `Approved. ${parts.length - short.length} of ${parts.length} parts are reserved; ${names} ${short.length === 1 ? "is" : "are"} short.`;
};
