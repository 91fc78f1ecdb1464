import { notFound, ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { NoteAudience } from "#/domain/note.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as members from "#/server/repositories/members.ts";
import * as notes from "#/server/repositories/notes.ts";

type Keyed<Input> = Input & { readonly idempotencyKey: string };

const writer = (ctx: Ctx): string => {
  const memberId = actorId(ctx.actor);
  if (memberId === null) throw new ValidationException("FORBIDDEN", "Notes are written by members of staff.");
  return memberId;
};

/** Writes a note on a job card, open or not. @throws NOT_FOUND */
export const addNote = (
  ctx: Ctx,
  {
    idempotencyKey,
    ...input
  }: Keyed<{ readonly jobCardId: string; readonly audience: NoteAudience; readonly body: string }>,
): Promise<{ noteId: string }> => {
  const authorId = writer(ctx);
  return executeInTransaction(
    ctx,
    "job-card.add-note",
    async (tx) => {
      tx.within(await jobCards.branchOf(tx, input.jobCardId));
      const authorName = (await members.names(tx, [authorId])).get(authorId) ?? "";
      const id = uuidv7();
      await notes.insert(tx, { id, ...input, authorId, authorName });
      // What it says stays with it: an entry of the audit cannot be erased.
      tx.audit({
        action: "job-card.note-added",
        subjectType: "jobCard",
        subjectId: input.jobCardId,
        changes: { audience: input.audience },
      });
      return { noteId: id };
    },
    { idempotencyKey, input, subject: { type: "jobCard", id: input.jobCardId } },
  );
};

/**
 * Takes a note away. Everybody takes away their own; of others, who may edit the card does.
 * @throws NOT_FOUND, for one that is gone too; FORBIDDEN
 */
export const removeNote = async (
  ctx: Ctx,
  {
    idempotencyKey,
    ...input
  }: Keyed<{ readonly jobCardId: string; readonly noteId: string; readonly mayEdit: boolean }>,
): Promise<{ noteId: string }> => {
  const memberId = writer(ctx);
  const { jobCardId, noteId } = input;
  return executeInTransaction(
    ctx,
    "job-card.remove-note",
    async (tx) => {
      const note = await notes.load(tx, noteId);
      if (note.jobCardId !== jobCardId) throw notFound("This note");
      tx.within(note.jobCard.branchId);
      if (note.authorId !== memberId && !input.mayEdit)
        throw new ValidationException("FORBIDDEN", "Only who wrote it, or an advisor, takes a note away.");
      const name = (await members.names(tx, [memberId])).get(memberId) ?? "";
      if (!(await notes.remove(tx, noteId, name))) throw notFound("This note");
      tx.audit({
        action: "job-card.note-removed",
        subjectType: "jobCard",
        subjectId: jobCardId,
        changes: { audience: note.audience },
      });
      return { noteId };
    },
    { idempotencyKey, input: { jobCardId, noteId }, subject: { type: "jobCard", id: jobCardId } },
  );
};
