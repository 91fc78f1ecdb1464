import { z } from "zod";
import { ValidationException } from "#/domain/errors.ts";
import { id } from "#/domain/fields.ts";
import {
  addLinesInput,
  approveJobCardInput,
  assignJobCardInput,
  boardInput,
  boardView,
  completeJobCardInput,
  completionView,
  createJobCardInput,
  jobCardChanged,
  jobCardView,
  lineDoneInput,
  moveJobCardInput,
  placeJobCardInput,
  preflightView,
  removeLinesInput,
  unplaceJobCardInput,
  updateJobCardInput,
  updateLineInput,
} from "#/domain/job-card.ts";
import { addNoteInput, noteChanged, notesInput, notesView, removeNoteInput } from "#/domain/note.ts";
import { reopened, reopenInput } from "#/domain/payment.ts";
import { applyTemplateInput } from "#/domain/template.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { applyTemplate } from "#/server/orchestrators/apply-template.ts";
import { approveJobCard } from "#/server/orchestrators/approve-job-card.ts";
import { assignJobCard, moveJobCard, updateJobCard } from "#/server/orchestrators/change-job-card.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { createJobCard } from "#/server/orchestrators/create-job-card.ts";
import { addLines, removeLines, setLinesDone, updateLine } from "#/server/orchestrators/edit-job-lines.ts";
import { addNote, removeNote } from "#/server/orchestrators/keep-notes.ts";
import { reopenJobCard } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { placeJobCard, unplaceJobCard } from "#/server/orchestrators/place-job-card.ts";
import * as views from "#/server/services/job-card-views.ts";
import * as notes from "#/server/services/notes.ts";

const byId = z.object({ jobCardId: id });

export const jobCardRouter = router({
  board: memberProcedure("job_card.read")
    .input(boardInput)
    .output(boardView)
    .query(({ ctx, input }) =>
      views.boardView(readDb(ctx), input.branchId, input.mine ? ctx.member.id : null, ctx.permissions),
    ),
  byId: memberProcedure("job_card.read")
    .input(byId)
    .output(jobCardView)
    .query(({ ctx, input }) => views.jobCardView(readDb(ctx), input.jobCardId, ctx.permissions)),
  preflight: memberProcedure("job_card.complete")
    .input(byId)
    .output(preflightView)
    .query(({ ctx, input }) => views.preflight(readDb(ctx), input.jobCardId)),

  notes: memberProcedure("job_card.read")
    .input(notesInput)
    .output(notesView)
    .query(({ ctx, input }) => notes.ofCard(readDb(ctx), input.jobCardId, ctx.member.id)),
  addNote: memberProcedure("job_card.note")
    .input(mutationInput(addNoteInput.shape))
    .output(noteChanged)
    .mutation(({ ctx, input }) => {
      if (input.audience === "CUSTOMER" && !ctx.permissions.has("job_card.edit"))
        throw new ValidationException(
          "FORBIDDEN",
          "An advisor writes to the customer. Write an internal note instead.",
        );
      return addNote(ctx, input);
    }),
  removeNote: memberProcedure("job_card.note")
    .input(mutationInput(removeNoteInput.shape))
    .output(noteChanged)
    .mutation(({ ctx, input }) => removeNote(ctx, { ...input, mayEdit: ctx.permissions.has("job_card.edit") })),

  create: memberProcedure("job_card.create")
    .input(mutationInput(createJobCardInput.shape))
    .output(jobCardChanged)
    .mutation(({ ctx, input }) => createJobCard(ctx, input)),
  update: memberProcedure("job_card.edit")
    .input(mutationInput(updateJobCardInput.shape))
    .output(jobCardChanged)
    .mutation(({ ctx, input }) => updateJobCard(ctx, input)),
  move: memberProcedure("job_card.move")
    .input(mutationInput(moveJobCardInput.shape))
    .output(jobCardChanged)
    .mutation(({ ctx, input }) => moveJobCard(ctx, input)),
  assign: memberProcedure("job_card.assign")
    .input(mutationInput(assignJobCardInput.shape))
    .output(jobCardChanged)
    .mutation(({ ctx, input }) => assignJobCard(ctx, input)),
  place: memberProcedure("job_card.assign")
    .input(mutationInput(placeJobCardInput.shape))
    .output(jobCardChanged)
    .mutation(({ ctx, input }) => placeJobCard(ctx, input)),
  unplace: memberProcedure("job_card.assign")
    .input(mutationInput(unplaceJobCardInput.shape))
    .output(jobCardChanged)
    .mutation(({ ctx, input }) => unplaceJobCard(ctx, input)),
  /** A template's labour and parts, as one package, in one step. */
  applyTemplate: memberProcedure("template.use")
    .input(mutationInput(applyTemplateInput.shape))
    .output(jobCardChanged)
    .mutation(({ ctx, input }) => applyTemplate(ctx, input)),
  addLines: memberProcedure("job_card.edit")
    .input(mutationInput(addLinesInput.shape))
    .output(jobCardChanged)
    .mutation(({ ctx, input }) => addLines(ctx, input)),
  updateLine: memberProcedure("job_card.edit")
    .input(mutationInput(updateLineInput.shape))
    .output(jobCardChanged)
    .mutation(({ ctx, input }) => updateLine(ctx, input)),
  removeLines: memberProcedure("job_card.edit")
    .input(mutationInput(removeLinesInput.shape))
    .output(jobCardChanged)
    .mutation(({ ctx, input }) => removeLines(ctx, input)),
  setLinesDone: memberProcedure("job_line.done")
    .input(mutationInput(lineDoneInput.shape))
    .output(jobCardChanged)
    .mutation(({ ctx, input }) => setLinesDone(ctx, input)),
  approve: memberProcedure("job_card.approve")
    .input(mutationInput(approveJobCardInput.shape))
    .output(jobCardChanged)
    .mutation(({ ctx, input }) => approveJobCard(ctx, input)),
  complete: memberProcedure("job_card.complete")
    .input(mutationInput(completeJobCardInput.shape))
    .output(completionView)
    .mutation(({ ctx, input }) => completeJobCard(ctx, input)),
  /** Opens a completed card again; its invoice is taken back by a credit note. */
  reopen: memberProcedure("invoice.credit")
    .input(mutationInput(reopenInput.shape))
    .output(reopened)
    .mutation(({ ctx, input }) => reopenJobCard(ctx, input)),
});
