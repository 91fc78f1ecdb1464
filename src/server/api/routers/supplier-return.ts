import { z } from "zod";
import { id } from "#/domain/fields.ts";
import type { Permission } from "#/domain/permissions.ts";
import {
  cancelReturnInput,
  createReturnInput,
  creditReturnInput,
  listReturnsInput,
  returnOffersInput,
  returnOffersView,
  sendReturnInput,
  supplierReturnListView,
  supplierReturnView,
} from "#/domain/supplier-return.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import type { Ctx } from "#/server/db/context.ts";
import { readDb } from "#/server/db/transaction.ts";
import {
  cancelReturn,
  createReturn,
  creditReturn,
  sendReturn,
} from "#/server/orchestrators/procurement/return-to-supplier.ts";
import * as views from "#/server/services/supplier-return-views.ts";

const after = async (ctx: Ctx & { permissions: ReadonlySet<Permission> }, changed: Promise<string>) =>
  views.byId(readDb(ctx), await changed, ctx.permissions);

export const supplierReturnRouter = router({
  list: memberProcedure("purchase_order.read")
    .input(listReturnsInput)
    .output(supplierReturnListView)
    .query(({ ctx, input }) => views.list(readDb(ctx), input, ctx.permissions)),
  byId: memberProcedure("purchase_order.read")
    .input(z.object({ supplierReturnId: id }))
    .output(supplierReturnView)
    .query(({ ctx, input }) => views.byId(readDb(ctx), input.supplierReturnId, ctx.permissions)),
  offers: memberProcedure("purchase_order.draft")
    .input(returnOffersInput)
    .output(returnOffersView)
    .query(({ ctx, input }) => views.offers(readDb(ctx), input.branchId, input.supplierId)),

  create: memberProcedure("purchase_order.draft")
    .input(mutationInput(createReturnInput.shape))
    .output(supplierReturnView)
    .mutation(({ ctx, input }) => after(ctx, createReturn(ctx, input))),
  send: memberProcedure("purchase_order.draft")
    .input(mutationInput(sendReturnInput.shape))
    .output(supplierReturnView)
    .mutation(({ ctx, input }) => after(ctx, sendReturn(ctx, input))),
  credit: memberProcedure("part.order")
    .input(mutationInput(creditReturnInput.shape))
    .output(supplierReturnView)
    .mutation(({ ctx, input }) => after(ctx, creditReturn(ctx, input))),
  cancel: memberProcedure("purchase_order.draft")
    .input(mutationInput(cancelReturnInput.shape))
    .output(supplierReturnView)
    .mutation(({ ctx, input }) => after(ctx, cancelReturn(ctx, input))),
});
