import { z } from "zod";
import { id } from "#/domain/fields.ts";
import {
  adjustStockInput,
  createPartInput,
  ledgerInput,
  ledgerView,
  listPartsInput,
  partChoice,
  partListView,
  partStandingView,
  partView,
  receiveStockInput,
  searchPartsInput,
  stockChanged,
  updatePartInput,
} from "#/domain/part.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { adjustStock, receiveStock } from "#/server/orchestrators/change-stock.ts";
import { createPart, updatePart } from "#/server/orchestrators/keep-part.ts";
import * as views from "#/server/services/part-views.ts";

export const partRouter = router({
  list: memberProcedure("part.read")
    .input(listPartsInput)
    .output(partListView)
    .query(({ ctx, input }) => views.list(readDb(ctx), input, ctx.permissions)),
  byId: memberProcedure("part.read")
    .input(z.object({ partId: id, branchId: id }))
    .output(partView)
    .query(({ ctx, input }) => views.byId(readDb(ctx), input.partId, input.branchId, ctx.permissions)),
  search: memberProcedure("part.read")
    .input(searchPartsInput)
    .output(z.array(partChoice))
    .query(({ ctx, input }) => views.search(readDb(ctx), input.branchId, input.search, ctx.permissions)),
  standing: memberProcedure("part.read")
    .input(z.object({ partId: id }))
    .output(partStandingView)
    .query(({ ctx, input }) => views.standing(readDb(ctx), input.partId, ctx.member.branchIds)),
  ledger: memberProcedure("part.read")
    .input(ledgerInput)
    .output(ledgerView)
    .query(({ ctx, input }) => views.ledger(readDb(ctx), input)),

  create: memberProcedure("part.edit")
    .input(mutationInput(createPartInput.shape))
    .output(partView)
    .mutation(async ({ ctx, input }) => views.partView(await createPart(ctx, input), ctx.permissions)),
  update: memberProcedure("part.edit")
    .input(mutationInput(updatePartInput.shape))
    .output(partView)
    .mutation(async ({ ctx, input }) => views.partView(await updatePart(ctx, input), ctx.permissions)),
  receive: memberProcedure("stock.receive")
    .input(mutationInput(receiveStockInput.shape))
    .output(stockChanged)
    .mutation(({ ctx, input }) => receiveStock(ctx, input)),
  adjust: memberProcedure("stock.adjust")
    .input(mutationInput(adjustStockInput.shape))
    .output(stockChanged)
    .mutation(({ ctx, input }) => adjustStock(ctx, input)),
});
