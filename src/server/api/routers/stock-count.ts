import { z } from "zod";
import { id } from "#/domain/fields.ts";
import {
  addCountedPartInput,
  cancelCountInput,
  countChanged,
  countedView,
  countLineInput,
  countLinesInput,
  countLinesView,
  countSheetView,
  listCountsInput,
  openCountInput,
  postCountInput,
  stockCountListView,
  stockCountView,
} from "#/domain/stock-count.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { addPart } from "#/server/orchestrators/stocktaking/add-part.ts";
import { cancelCount, countLine } from "#/server/orchestrators/stocktaking/keep-count.ts";
import { openCount } from "#/server/orchestrators/stocktaking/open-count.ts";
import { postCount } from "#/server/orchestrators/stocktaking/post-count.ts";
import * as views from "#/server/services/stock-count-views.ts";

export const stockCountRouter = router({
  list: memberProcedure("part.read")
    .input(listCountsInput)
    .output(stockCountListView)
    .query(({ ctx, input }) => views.list(readDb(ctx), input)),
  byId: memberProcedure("part.read")
    .input(z.object({ stockCountId: id }))
    .output(stockCountView)
    .query(({ ctx, input }) => views.byId(readDb(ctx), input.stockCountId, ctx.permissions)),
  lines: memberProcedure("part.read")
    .input(countLinesInput)
    .output(countLinesView)
    .query(({ ctx, input }) => views.lines(readDb(ctx), input, ctx.permissions)),
  sheet: memberProcedure("part.read")
    .input(z.object({ stockCountId: id }))
    .output(countSheetView)
    .query(({ ctx, input }) => views.sheet(readDb(ctx), input.stockCountId, ctx.permissions)),

  open: memberProcedure("stock.adjust")
    .input(mutationInput(openCountInput.shape))
    .output(z.object({ stockCountId: id }))
    .mutation(async ({ ctx, input }) => ({ stockCountId: await openCount(ctx, input) })),
  add: memberProcedure("stock.count")
    .input(mutationInput(addCountedPartInput.shape))
    .output(countedView)
    .mutation(async ({ ctx, input }) => {
      await addPart(ctx, input);
      const line = await views.line(readDb(ctx), input.stockCountId, input.partId, ctx.permissions);
      return { stockCountId: input.stockCountId, line };
    }),
  count: memberProcedure("stock.count")
    .input(mutationInput(countLineInput.shape))
    .output(countedView)
    .mutation(async ({ ctx, input }) => {
      await countLine(ctx, input);
      const line = await views.line(readDb(ctx), input.stockCountId, input.partId, ctx.permissions);
      return { stockCountId: input.stockCountId, line };
    }),
  post: memberProcedure("stock.adjust")
    .input(mutationInput(postCountInput.shape))
    .output(countChanged)
    .mutation(async ({ ctx, input }) => ({
      stockCountId: input.stockCountId,
      cards: await postCount(ctx, input),
    })),
  cancel: memberProcedure("stock.adjust")
    .input(mutationInput(cancelCountInput.shape))
    .output(countChanged)
    .mutation(async ({ ctx, input }) => {
      await cancelCount(ctx, input);
      return { stockCountId: input.stockCountId, cards: [] };
    }),
});
