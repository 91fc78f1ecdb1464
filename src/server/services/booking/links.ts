import type { Db, Tx } from "#/server/db/transaction.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as links from "#/server/repositories/link-tokens.ts";

/** The links that lead a customer to their visit: `/a/[token]`, of an appointment or of a job card. */

const dayMs = 86_400_000;
/** So long after the time that was booked, or after it was sent, a link still opens. */
const keptDays = 90;

export type VisitPurpose = "appointment" | "job-card";

const until = (tx: Tx, from: Date | null): Date =>
  new Date(Math.max(tx.now.getTime(), from?.getTime() ?? 0) + keptDays * dayMs);

/** Opens the link of a visit, or keeps it open longer; gives its generation, from which its token is made. */
export const open = (tx: Tx, purpose: VisitPurpose, subjectId: string, from: Date | null): Promise<number> =>
  links.open(tx, purpose, subjectId, until(tx, from));

/** The same of an appointment that this transaction makes: it has had no link, so one statement will do. */
export const openNew = async (tx: Tx, appointmentId: string, from: Date | null): Promise<number> => {
  const generation = await links.openFirst(tx, "appointment", appointmentId, until(tx, from));
  if (generation === null) throw new Error(`The link of appointment ${appointmentId} ended before it was opened.`);
  return generation;
};

/** A link to a visit, as an event or a message carries it. */
export type VisitLink = { readonly purpose: VisitPurpose; readonly subjectId: string; readonly generation: number };

/** Opens the link of a card's visit longer, that of the appointment where there was one; null when it has been ended. */
export const openOfCard = async (tx: Tx, jobCardId: string): Promise<VisitLink | null> => {
  const { purpose, subjectId } = await visitOfCard(tx, jobCardId);
  const generation = await links.openFirst(tx, purpose, subjectId, new Date(tx.now.getTime() + keptDays * dayMs));
  return generation === null ? null : { purpose, subjectId, generation };
};

/** The open link of a visit, of an appointment or of a card; null when there is none. */
export const openOf = async (
  db: Db,
  visit: { readonly appointmentId: string } | { readonly jobCardId: string },
): Promise<VisitLink | null> => {
  const { purpose, subjectId } =
    "appointmentId" in visit
      ? ({ purpose: "appointment", subjectId: visit.appointmentId } as const)
      : await visitOfCard(db, visit.jobCardId);
  const generation = await links.openOf(db, purpose, subjectId);
  return generation === null ? null : { purpose, subjectId, generation };
};

const visitOfCard = async (db: Db, jobCardId: string): Promise<Pick<VisitLink, "purpose" | "subjectId">> => {
  const appointment = await appointments.ofCard(db, jobCardId);
  return appointment === null
    ? { purpose: "job-card", subjectId: jobCardId }
    : { purpose: "appointment", subjectId: appointment.id };
};

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
