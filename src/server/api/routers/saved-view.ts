import { listViewsInput, removeViewInput, savedViews, saveViewInput, viewChanged } from "#/domain/saved-view.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { removeView, saveView } from "#/server/orchestrators/keep-view.ts";
import * as views from "#/server/services/saved-views.ts";

/** Views of lists: a member's own, and those that others share. */
export const savedViewRouter = router({
  list: memberProcedure("history.read")
    .input(listViewsInput)
    .output(savedViews)
    .query(({ ctx, input }) => views.list(readDb(ctx), input.page, ctx.member.id)),
  save: memberProcedure("history.read")
    .input(mutationInput(saveViewInput.shape))
    .output(viewChanged)
    .mutation(({ ctx, input }) => saveView(ctx, input)),
  remove: memberProcedure("history.read")
    .input(mutationInput(removeViewInput.shape))
    .output(viewChanged)
    .mutation(({ ctx, input }) => removeView(ctx, input)),
});
