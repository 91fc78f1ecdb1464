import type { Db, Tx } from "#/server/db/transaction.ts";
import * as links from "#/server/repositories/link-tokens.ts";

/** The links that lead a customer to their visit: `/a/[token]`, of an appointment or of a job card. */

const dayMs = 86_400_000;
/** So long after the time that was booked, or after it was sent, a link still opens. */
const keptDays = 90;

export type VisitPurpose = "appointment" | "job-card";

/** Opens the link of a visit, or keeps it open longer; gives its generation, from which its token is made. */
export const open = (tx: Tx, purpose: VisitPurpose, subjectId: string, from: Date | null): Promise<number> =>
  links.open(tx, purpose, subjectId, new Date(Math.max(tx.now.getTime(), from?.getTime() ?? 0) + keptDays * dayMs));

/** From now on the link answers that it has ended. */
export const end = (tx: Tx, purpose: VisitPurpose, subjectId: string): Promise<void> =>
  links.end(tx, purpose, subjectId);

export type FoundLink = { readonly purpose: VisitPurpose; readonly subjectId: string; readonly open: boolean };

/** What a link's row leads to; null when it is another kind's. */
export const find = async (db: Db, linkId: string, now: Date): Promise<FoundLink | null> => {
  const link = await links.load(db, linkId);
  if (link === null || (link.purpose !== "appointment" && link.purpose !== "job-card")) return null;
  return { purpose: link.purpose, subjectId: link.subjectId, open: link.endedAt === null && link.expiresAt > now };
};
