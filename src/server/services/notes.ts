import type { NoteView } from "#/domain/note.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as notes from "#/server/repositories/notes.ts";

/** More than anybody writes on a card; what is older is in the export. */
const shown = 100;

/** The notes of a card, the newest first. @throws NOT_FOUND */
export const ofCard = async (db: Db, jobCardId: string, memberId: string): Promise<NoteView[]> => {
  await jobCards.branchOf(db, jobCardId);
  const rows = await notes.ofCard(db, jobCardId, shown);
  return rows.map(({ authorId, ...note }) => ({ ...note, own: authorId === memberId }));
};
