import { z } from "zod";
import {
  collectCoreInput,
  coreListView,
  coreView,
  creditCoreInput,
  lapseCoreInput,
  listCoresInput,
  sendCoreInput,
  takeBackCoreInput,
} from "#/domain/core.ts";
import { id } from "#/domain/fields.ts";
import type { Permission } from "#/domain/permissions.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import type { Ctx } from "#/server/db/context.ts";
import { readDb } from "#/server/db/transaction.ts";
import {
  collectCore,
  creditCore,
  lapseCore,
  sendCore,
  takeBackCore,
} from "#/server/orchestrators/procurement/move-core.ts";
import * as views from "#/server/services/core-views.ts";

const after = async (ctx: Ctx & { permissions: ReadonlySet<Permission> }, changed: Promise<string>) =>
  views.byId(readDb(ctx), await changed, ctx.permissions);

export const coreRouter = router({
  list: memberProcedure("purchase_order.read")
    .input(listCoresInput)
    .output(coreListView)
    .query(({ ctx, input }) => views.list(readDb(ctx), input, ctx.permissions)),
  byId: memberProcedure("purchase_order.read")
    .input(z.object({ coreId: id }))
    .output(coreView)
    .query(({ ctx, input }) => views.byId(readDb(ctx), input.coreId, ctx.permissions)),

  collect: memberProcedure("purchase_order.draft")
    .input(mutationInput(collectCoreInput.shape))
    .output(coreView)
    .mutation(({ ctx, input }) => after(ctx, collectCore(ctx, input))),
  send: memberProcedure("purchase_order.draft")
    .input(mutationInput(sendCoreInput.shape))
    .output(coreView)
    .mutation(({ ctx, input }) => after(ctx, sendCore(ctx, input))),
  credit: memberProcedure("part.order")
    .input(mutationInput(creditCoreInput.shape))
    .output(coreView)
    .mutation(({ ctx, input }) => after(ctx, creditCore(ctx, input))),
  lapse: memberProcedure("part.order")
    .input(mutationInput(lapseCoreInput.shape))
    .output(coreView)
    .mutation(({ ctx, input }) => after(ctx, lapseCore(ctx, input))),
  takeBack: memberProcedure("part.order")
    .input(mutationInput(takeBackCoreInput.shape))
    .output(coreView)
    .mutation(({ ctx, input }) => after(ctx, takeBackCore(ctx, input))),
});
