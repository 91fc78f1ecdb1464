import { TenantException } from "#/domain/errors.ts";
import type { Permission } from "#/domain/permissions.ts";
import {
  listViewsInput,
  removeViewInput,
  savedViews,
  saveViewInput,
  type ViewPage,
  viewChanged,
  viewPagesFor,
} from "#/domain/saved-view.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { removeView, saveView } from "#/server/orchestrators/keep-view.ts";
import * as views from "#/server/services/saved-views.ts";

/** Views of lists: a member's own, and those that others share. Whoever may read invoices has one list at least. */
export const savedViewRouter = router({
  list: memberProcedure("invoice.read")
    .input(listViewsInput)
    .output(savedViews)
    .query(({ ctx, input }) => {
      demand(ctx.permissions, input.page);
      return views.list(readDb(ctx), input.page, ctx.member.id);
    }),
  save: memberProcedure("invoice.read")
    .input(mutationInput(saveViewInput.shape))
    .output(viewChanged)
    .mutation(({ ctx, input }) => {
      demand(ctx.permissions, input.page);
      return saveView(ctx, input);
    }),
  remove: memberProcedure("invoice.read")
    .input(mutationInput(removeViewInput.shape))
    .output(viewChanged)
    .mutation(({ ctx, input }) => removeView(ctx, input, viewPagesFor(ctx.permissions))),
});

const demand = (permissions: ReadonlySet<Permission>, page: ViewPage): void => {
  if (!viewPagesFor(permissions).includes(page))
    throw new TenantException("FORBIDDEN", "Your role does not allow this. Ask an admin of the workshop.");
};
