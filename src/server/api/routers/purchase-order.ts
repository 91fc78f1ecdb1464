import { z } from "zod";
import { id } from "#/domain/fields.ts";
import type { Permission } from "#/domain/permissions.ts";
import {
  closeOrderInput,
  draftedView,
  draftLineInput,
  draftLowInput,
  draftPartInput,
  dropOrderInput,
  listOrdersInput,
  purchaseOrderListView,
  purchaseOrderView,
  receivedView,
  receiveOrderInput,
  sendOrderInput,
  updateOrderInput,
} from "#/domain/purchase-order.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import type { Ctx } from "#/server/db/context.ts";
import { readDb } from "#/server/db/transaction.ts";
import { draftLine, draftLow, draftPart } from "#/server/orchestrators/procurement/draft-orders.ts";
import { closeOrder, dropOrder, sendOrder, updateOrder } from "#/server/orchestrators/procurement/keep-order.ts";
import { receiveOrder } from "#/server/orchestrators/procurement/receive-order.ts";
import * as views from "#/server/services/purchase-order-views.ts";

const after = async (ctx: Ctx & { permissions: ReadonlySet<Permission> }, changed: Promise<string>) =>
  views.byId(readDb(ctx), await changed, ctx.permissions);

export const purchaseOrderRouter = router({
  list: memberProcedure("purchase_order.read")
    .input(listOrdersInput)
    .output(purchaseOrderListView)
    .query(({ ctx, input }) => views.list(readDb(ctx), input, ctx.permissions)),
  byId: memberProcedure("purchase_order.read")
    .input(z.object({ purchaseOrderId: id }))
    .output(purchaseOrderView)
    .query(({ ctx, input }) => views.byId(readDb(ctx), input.purchaseOrderId, ctx.permissions)),

  draftLine: memberProcedure("purchase_order.draft")
    .input(mutationInput(draftLineInput.shape))
    .output(draftedView)
    .mutation(({ ctx, input }) => draftLine(ctx, input)),
  draftPart: memberProcedure("purchase_order.draft")
    .input(mutationInput(draftPartInput.shape))
    .output(draftedView)
    .mutation(({ ctx, input }) => draftPart(ctx, input)),
  draftLow: memberProcedure("purchase_order.draft")
    .input(mutationInput(draftLowInput.shape))
    .output(draftedView)
    .mutation(({ ctx, input }) => draftLow(ctx, input)),

  update: memberProcedure("part.order")
    .input(mutationInput(updateOrderInput.shape))
    .output(purchaseOrderView)
    .mutation(({ ctx, input }) => after(ctx, updateOrder(ctx, input))),
  send: memberProcedure("part.order")
    .input(mutationInput(sendOrderInput.shape))
    .output(purchaseOrderView)
    .mutation(({ ctx, input }) => after(ctx, sendOrder(ctx, input))),
  close: memberProcedure("part.order")
    .input(mutationInput(closeOrderInput.shape))
    .output(purchaseOrderView)
    .mutation(({ ctx, input }) => after(ctx, closeOrder(ctx, input))),
  drop: memberProcedure("part.order")
    .input(mutationInput(dropOrderInput.shape))
    .output(purchaseOrderView)
    .mutation(({ ctx, input }) => after(ctx, dropOrder(ctx, input))),
  receive: memberProcedure("stock.receive")
    .input(mutationInput(receiveOrderInput.shape))
    .output(receivedView)
    .mutation(async ({ ctx, input }) => {
      const { purchaseOrderId, arrived } = await receiveOrder(ctx, input);
      return { ...(await views.byId(readDb(ctx), purchaseOrderId, ctx.permissions)), arrived };
    }),
});
