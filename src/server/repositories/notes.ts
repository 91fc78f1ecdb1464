import { notFound } from "#/domain/errors.ts";
import type { NoteAudience } from "#/domain/note.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type NewNote = {
  readonly id: string;
  readonly jobCardId: string;
  readonly audience: NoteAudience;
  readonly body: string;
  readonly authorId: string;
  readonly authorName: string;
};

export const insert = async (tx: Tx, note: NewNote): Promise<void> => {
  await tx.client.jobCardNote.create({ data: { ...note, tenantId: tx.tenantId, createdAt: tx.now } });
};

/** What stands on a card, the newest first. */
export const ofCard = (db: Db, jobCardId: string, limit: number) =>
  db.client.jobCardNote.findMany({
    where: { tenantId: db.tenantId, jobCardId, removedAt: null },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    select: { id: true, audience: true, body: true, authorId: true, authorName: true, createdAt: true },
  });

/** What of it the customer reads, the newest first. */
export const forCustomer = (db: Db, jobCardId: string, limit: number) =>
  db.client.jobCardNote.findMany({
    where: { tenantId: db.tenantId, jobCardId, audience: "CUSTOMER", removedAt: null },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    select: { body: true, createdAt: true },
  });

/** @throws NOT_FOUND, for one that was taken away too */
export const load = async (db: Db, id: string) => {
  const row = await db.client.jobCardNote.findFirst({
    where: { tenantId: db.tenantId, id, removedAt: null },
    select: {
      id: true,
      audience: true,
      authorId: true,
      jobCardId: true,
      jobCard: { select: { branchId: true } },
    },
  });
  if (row === null) throw notFound("This note");
  return row;
};

/** False when somebody has taken it away before. */
export const remove = async (tx: Tx, id: string, removedByName: string): Promise<boolean> => {
  const { count } = await tx.client.jobCardNote.updateMany({
    where: { tenantId: tx.tenantId, id, removedAt: null },
    data: { removedAt: tx.now, removedByName },
  });
  return count === 1;
};
