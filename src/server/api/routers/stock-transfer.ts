import { z } from "zod";
import { id } from "#/domain/fields.ts";
import {
  cancelTransferInput,
  listTransfersInput,
  receiveTransferInput,
  requestTransferInput,
  sendTransferInput,
  stockTransferListView,
  stockTransferView,
  transferPlacesView,
  transferReceivedView,
} from "#/domain/stock-transfer.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import {
  cancelTransfer,
  receiveTransfer,
  requestTransfer,
  sendTransfer,
} from "#/server/orchestrators/procurement/move-between-branches.ts";
import * as views from "#/server/services/stock-transfer-views.ts";

const readable = memberProcedure("part.read");
const movable = memberProcedure("stock.transfer");

export const stockTransferRouter = router({
  list: readable
    .input(listTransfersInput)
    .output(stockTransferListView)
    .query(({ ctx, input }) => views.list(readDb(ctx), input, ctx.permissions)),
  byId: readable
    .input(z.object({ stockTransferId: id }))
    .output(stockTransferView)
    .query(({ ctx, input }) => views.byId(readDb(ctx), input.stockTransferId, ctx.permissions, ctx.member.branchIds)),

  places: movable.output(transferPlacesView).query(({ ctx }) => views.places(readDb(ctx))),

  request: movable
    .input(mutationInput(requestTransferInput.shape))
    .output(stockTransferView)
    .mutation(async ({ ctx, input }) => {
      const made = await requestTransfer(ctx, { ...input, worksAt: ctx.member.branchIds });
      return views.byId(readDb(ctx), made, ctx.permissions, ctx.member.branchIds);
    }),
  send: movable
    .input(mutationInput(sendTransferInput.shape))
    .output(stockTransferView)
    .mutation(async ({ ctx, input }) => {
      const sent = await sendTransfer(ctx, { ...input, worksAt: ctx.member.branchIds });
      return views.byId(readDb(ctx), sent, ctx.permissions, ctx.member.branchIds);
    }),
  receive: movable
    .input(mutationInput(receiveTransferInput.shape))
    .output(transferReceivedView)
    .mutation(async ({ ctx, input }) => {
      const { stockTransferId, arrived } = await receiveTransfer(ctx, { ...input, worksAt: ctx.member.branchIds });
      return {
        ...(await views.byId(readDb(ctx), stockTransferId, ctx.permissions, ctx.member.branchIds)),
        arrived,
      };
    }),
  cancel: movable
    .input(mutationInput(cancelTransferInput.shape))
    .output(stockTransferView)
    .mutation(async ({ ctx, input }) => {
      const ended = await cancelTransfer(ctx, { ...input, worksAt: ctx.member.branchIds });
      return views.byId(readDb(ctx), ended, ctx.permissions, ctx.member.branchIds);
    }),
});
